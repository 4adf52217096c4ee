-- Notices. Each statement says whose rows it may see; sqlc refuses one that does not.

-- name: template_insert :exec
-- The notice of a new case.
-- roles: staff
-- in: scope scope, id int64, title str, text str, until date
INSERT INTO template (id, site_id, organ_path, title, text, until)
SELECT c.id, c.site_id, c.organ_path, :title, :text, :until FROM flow_case c
WHERE c.id = :id AND c.site_id = :scope.site
  AND c.organ_path >= :scope.organs AND c.organ_path < :scope.organs || '~';

-- name: template_update :exec
-- The notice after a change.
-- roles: staff
-- in: scope scope, id int64, title str, text str, until date
UPDATE template SET title = :title, text = :text, until = :until
WHERE id = :id AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: template_set_shown :exec
-- When it was hung up.
-- roles: staff
-- in: scope scope, id int64, now ms
UPDATE template SET shown_ms = :now
WHERE id = :id AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: template_get :opt
-- One notice.
-- roles: staff
-- row: template_row
-- in: scope scope, id int64
-- out: id int64, title str, text str, organ str, until date, shown_at ms?
SELECT t.id, t.title, t.text, o.name, t.until, t.shown_ms
FROM template t JOIN flow_case c ON c.id = t.id AND c.site_id = t.site_id
JOIN organ o ON o.id = c.organ_id AND o.site_id = t.site_id
WHERE t.id = :id AND t.site_id = :scope.site
  AND t.organ_path >= :scope.organs AND t.organ_path < :scope.organs || '~';

-- name: template_list :many
-- What hangs on the board on a day.
-- roles: staff
-- row: template_row
-- in: scope scope, today date
-- out: id int64, title str, text str, organ str, until date, shown_at ms?
SELECT t.id, t.title, t.text, o.name, t.until, t.shown_ms
FROM template t JOIN flow_case c ON c.id = t.id AND c.site_id = t.site_id
JOIN organ o ON o.id = c.organ_id AND o.site_id = t.site_id
WHERE c.state = 'shown' AND t.until >= :today AND t.site_id = :scope.site
  AND t.organ_path >= :scope.organs AND t.organ_path < :scope.organs || '~'
ORDER BY t.until, t.id;

-- name: fig_template_shown :figure
-- Notices hung up within a period.
-- roles: staff
-- in: scope scope, from ms, until ms
-- list: id int64 = t.id, title str = t.title, organ str = o.name, at ms? = t.shown_ms
-- order: t.shown_ms, t.id
FROM template t JOIN flow_case c ON c.id = t.id AND c.site_id = t.site_id
JOIN organ o ON o.id = c.organ_id AND o.site_id = t.site_id
WHERE t.shown_ms >= :from AND t.shown_ms < :until AND t.site_id = :scope.site
  AND t.organ_path >= :scope.organs AND t.organ_path < :scope.organs || '~';

-- name: template_moved :exec
-- What belongs to organs that stand elsewhere (core/organ_change).
-- roles: staff
-- in: scope scope, was str, now str
UPDATE template SET organ_path = :now || substr(organ_path, length(:was) + 1)
WHERE site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~'
  AND organ_path >= :was AND organ_path < :was || '~';
