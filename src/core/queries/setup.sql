-- Changes of the set-up while it is in use: sites, host names, organs, columns, roles. Only
-- core/site_change, organ_change, column_change, role and duty read and write by these.

-- ---- sites ----

-- name: site_update :exec
-- The settings of a site; its code stays.
-- roles: system
-- in: id int64, name str, short_name str, domain str, site_code str, icp str, police str, sponsor str, address str, postcode str, phone str, email str, theme str, icp_url str, police_url str, find_error_url str, mark_url str
UPDATE site SET name = :name, short_name = :short_name, domain = :domain, site_code = :site_code, icp = :icp,
    police = :police, sponsor = :sponsor, address = :address, postcode = :postcode, phone = :phone, email = :email,
    theme = :theme, icp_url = :icp_url, police_url = :police_url, find_error_url = :find_error_url, mark_url = :mark_url
WHERE id = :id;

-- name: site_host_add :exec
-- A host name that nobody has yet: no row when somebody does.
-- roles: system
-- in: host str, site_id int64
INSERT INTO site_host (host, site_id) VALUES (:host, :site_id) ON CONFLICT (host) DO NOTHING;

-- name: site_host_remove :exec
-- A host name no longer shows the site.
-- roles: system
-- in: host str, site_id int64
DELETE FROM site_host WHERE host = :host AND site_id = :site_id;

-- ---- organs ----

-- name: organ_within :opt
-- An organ of the scope.
-- roles: staff
-- in: scope scope, id int64
-- out: id int64, parent_id int64?, path str, code str, uscc str, name str, short_name str, kind str, position int64
SELECT id, parent_id, path, code, uscc, name, short_name, kind, position FROM organ
WHERE id = :id AND site_id = :scope.site AND path >= :scope.organs AND path < :scope.organs || '~';

-- name: organ_is_top :opt
-- The organ of this path, when there is none above it.
-- roles: staff
-- in: scope scope
-- out: id int64
SELECT id FROM organ WHERE site_id = :scope.site AND path = :scope.organs AND parent_id IS NULL;

-- name: organ_code_taken :opt
-- Another organ of the site that has the code.
-- roles: staff
-- in: scope scope, code str, but int64
-- out: id int64
SELECT id FROM organ WHERE site_id = :scope.site AND code = :code AND id <> :but AND :scope.organs <> '';

-- name: organ_update :exec
-- What is said of an organ; its path is organ_paths_moved's.
-- roles: staff
-- in: scope scope, id int64, parent_id int64?, code str, uscc str, name str, short_name str, kind str, position int64
UPDATE organ SET parent_id = :parent_id, code = :code, uscc = :uscc, name = :name, short_name = :short_name,
    kind = :kind, position = :position
WHERE id = :id AND site_id = :scope.site AND path >= :scope.organs AND path < :scope.organs || '~';

-- name: organ_paths_moved :exec
-- An organ and all below it stand elsewhere.
-- roles: staff
-- in: scope scope, was str, now str
UPDATE organ SET path = :now || substr(path, length(:was) + 1)
WHERE site_id = :scope.site AND path >= :scope.organs AND path < :scope.organs || '~'
  AND path >= :was AND path < :was || '~';

-- name: organ_moved_cases :exec
-- The cases of organs that stand elsewhere.
-- roles: staff
-- in: scope scope, was str, now str
UPDATE flow_case SET organ_path = :now || substr(organ_path, length(:was) + 1)
WHERE site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~'
  AND organ_path >= :was AND organ_path < :was || '~';

-- name: organ_moved_reviews :exec
-- The reviews of organs that stand elsewhere.
-- roles: staff
-- in: scope scope, was str, now str
UPDATE review SET organ_path = :now || substr(organ_path, length(:was) + 1)
WHERE site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~'
  AND organ_path >= :was AND organ_path < :was || '~';

-- name: organ_uses :one
-- What hangs on an organ.
-- roles: staff
-- in: scope scope, id int64
-- out: below int64, staff int64, cases int64
SELECT (SELECT count(*) FROM organ b WHERE b.parent_id = :id AND b.site_id = :scope.site),
       (SELECT count(*) FROM staff s WHERE s.organ_id = :id AND s.site_id = :scope.site),
       (SELECT count(*) FROM flow_case c WHERE c.organ_id = :id AND c.site_id = :scope.site
           AND c.organ_path >= :scope.organs AND c.organ_path < :scope.organs || '~');

-- name: organ_delete :exec
-- An organ that nothing hangs on.
-- roles: staff
-- in: scope scope, id int64
DELETE FROM organ WHERE id = :id AND site_id = :scope.site AND path >= :scope.organs AND path < :scope.organs || '~';

-- ---- columns ----

-- name: column_of :opt
-- A column; `held`: something is, or was once, published in it or below.
-- roles: staff
-- in: scope scope, id int64
-- out: id int64, parent_id int64?, path str, name str, type str, description str, keywords str, art20 str?, position int64, in_menu bool, held bool, n int64
SELECT c.id, c.parent_id, c.path, c.name, c.type, c.description, c.keywords, c.art20, c.position, c.in_menu,
       CASE WHEN EXISTS (SELECT 1 FROM publication_count k WHERE k.column_id = c.id AND k.site_id = c.site_id) THEN 1 ELSE 0 END,
       COALESCE((SELECT k.n FROM publication_count k WHERE k.column_id = c.id AND k.site_id = c.site_id), 0)
FROM site_column c WHERE c.id = :id AND c.site_id = :scope.site AND :scope.organs <> '';

-- name: column_path_taken :opt
-- Another column of the site that has the path.
-- roles: staff
-- in: scope scope, path str, but int64
-- out: id int64
SELECT id FROM site_column WHERE site_id = :scope.site AND path = :path AND id <> :but AND :scope.organs <> '';

-- name: column_update :exec
-- What is said of a column; its path is column_paths_moved's.
-- roles: staff
-- in: scope scope, id int64, parent_id int64?, name str, type str, description str, keywords str, art20 str?, position int64, in_menu bool
UPDATE site_column SET parent_id = :parent_id, name = :name, type = :type, description = :description,
    keywords = :keywords, art20 = :art20, position = :position, in_menu = :in_menu
WHERE id = :id AND site_id = :scope.site AND :scope.organs <> '';

-- name: column_paths_moved :exec
-- A column and all below it have another address ('0' follows '/' in the order of bytes).
-- roles: staff
-- in: scope scope, was str, now str
UPDATE site_column SET path = :now || substr(path, length(:was) + 1)
WHERE site_id = :scope.site AND :scope.organs <> ''
  AND (path = :was OR (path >= :was || '/' AND path < :was || '0'));

-- name: column_below :one
-- How many columns stand directly below one.
-- roles: staff
-- in: scope scope, id int64
-- out: n int64
SELECT count(*) FROM site_column WHERE parent_id = :id AND site_id = :scope.site AND :scope.organs <> '';

-- name: column_count_clear :exec
-- The number of a column that goes.
-- roles: staff
-- in: scope scope, id int64
DELETE FROM publication_count WHERE column_id = :id AND site_id = :scope.site AND n = 0 AND :scope.organs <> '';

-- name: column_delete :exec
-- A column that nothing stands in.
-- roles: staff
-- in: scope scope, id int64
DELETE FROM site_column WHERE id = :id AND site_id = :scope.site AND :scope.organs <> '';

-- ---- roles ----

-- name: role_matrix :many
-- What each role of a site allows.
-- roles: staff
-- in: scope scope
-- out: role_id int64, permission str
SELECT p.role_id, p.permission FROM role_permission p JOIN role r ON r.id = p.role_id
WHERE r.site_id = :scope.site AND :scope.organs <> '' ORDER BY p.role_id, p.permission;

-- name: role_of :opt
-- A role of the site, how many accounts have it, and whether this account does.
-- roles: staff
-- in: scope scope, id int64, staff_id int64
-- out: id int64, code str, name str, holders int64, own bool
SELECT r.id, r.code, r.name, (SELECT count(*) FROM staff_role h WHERE h.role_id = r.id),
       CASE WHEN EXISTS (SELECT 1 FROM staff_role o WHERE o.role_id = r.id AND o.staff_id = :staff_id) THEN 1 ELSE 0 END
FROM role r WHERE r.id = :id AND r.site_id = :scope.site AND :scope.organs <> '';

-- name: role_code_taken :opt
-- The role of the site that has the code.
-- roles: staff
-- in: scope scope, code str
-- out: id int64
SELECT id FROM role WHERE site_id = :scope.site AND code = :code AND :scope.organs <> '';

-- name: role_rename :exec
-- Another name for a role; its code stays.
-- roles: staff
-- in: scope scope, id int64, name str
UPDATE role SET name = :name WHERE id = :id AND site_id = :scope.site AND :scope.organs <> '';

-- name: role_permission_clear :exec
-- Takes all permissions from a role.
-- roles: system
-- in: role_id int64
DELETE FROM role_permission WHERE role_id = :role_id;

-- name: role_delete :exec
-- A role that nobody has.
-- roles: staff
-- in: scope scope, id int64
DELETE FROM role WHERE id = :id AND site_id = :scope.site AND :scope.organs <> '';

-- name: role_codes_of :many
-- The roles of an account, for the record of a change.
-- roles: staff
-- in: scope scope, staff_id int64
-- out: code str
SELECT r.code FROM staff_role h JOIN role r ON r.id = h.role_id
WHERE h.staff_id = :staff_id AND r.site_id = :scope.site AND :scope.organs <> '' ORDER BY r.code;

-- name: duty_each :each
-- Who may do what through the roles, account by account: those that work, and those that do not.
-- roles: staff
-- in: scope scope
-- out: staff_id int64, name str, active bool, top bool, permission str
SELECT DISTINCT s.id, s.name, s.active, CASE WHEN o.parent_id IS NULL THEN 1 ELSE 0 END, p.permission
FROM staff s JOIN organ o ON o.id = s.organ_id AND o.site_id = s.site_id
    JOIN staff_role h ON h.staff_id = s.id JOIN role_permission p ON p.role_id = h.role_id
WHERE s.site_id = :scope.site AND :scope.organs <> '' ORDER BY s.id, p.permission;

-- name: organ_paths_wrong :many
-- Cases whose path is not that of their organ: they are seen by the wrong people.
-- roles: system
-- unscoped: `gongkai check` looks at everything
-- out: case_id int64
SELECT c.id FROM flow_case c JOIN organ o ON o.id = c.organ_id WHERE c.organ_path <> o.path ORDER BY c.id;
