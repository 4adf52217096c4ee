-- name: paper_get :opt
-- A paper as staff see it.
-- Its body comes from the renderer.
-- roles: staff
-- in: id int64, scope scope
-- row: paper
-- out: id int64, title str, made_on date, body html, seal bytes?
SELECT p.id, p.title, p.made_on, p.body, p.seal
  FROM paper p -- those below, too
 WHERE p.id = :id AND p.site_id = :scope.site
   AND p.organ_path >= :scope.organs AND p.organ_path < :scope.organs || '~';

-- name: paper_each :each
-- Every paper of a site.
-- roles: public
-- in: site site
-- row: paper
-- out: id int64, title str, made_on date, body html, seal bytes?
SELECT id, title, made_on, body, seal FROM paper WHERE site_id = :site.id ORDER BY id;

-- name: paper_set :exec
-- Changes it, with what the two engines call the greater one.
-- roles: system
-- unscoped: repairs after a failed import
-- in: id int64, made_on date?, seal bytes?
-- sqlite:
UPDATE paper SET made_on = max(made_on, :made_on), seal = :seal, title = '"\?' WHERE id = :id;
-- pg:
UPDATE paper SET made_on = greatest(made_on, :made_on), seal = :seal, title = '"\?' WHERE id = :id;

-- name: paper_since :figure
-- Papers since a day.
-- roles: staff
-- in: scope scope, day date
-- list: id int64 = p.id, title str = coalesce(p.title, '')
-- order: p.made_on DESC, p.id
FROM paper p WHERE p.site_id = :scope.site AND p.organ_path >= :scope.organs
 AND p.organ_path < :scope.organs || '~' AND p.made_on >= :day;
