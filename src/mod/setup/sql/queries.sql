-- What the pages of the set-up ask beside core's own statements. Changes are core's alone.

-- name: setup_role_list :many
-- The roles of a site, how many accounts have each, and whether this account does.
-- roles: staff
-- in: scope scope, staff_id int64
-- out: id int64, code str, name str, holders int64, own bool
SELECT r.id, r.code, r.name, (SELECT count(*) FROM staff_role h WHERE h.role_id = r.id),
       CASE WHEN EXISTS (SELECT 1 FROM staff_role o WHERE o.role_id = r.id AND o.staff_id = :staff_id) THEN 1 ELSE 0 END
FROM role r WHERE r.site_id = :scope.site AND :scope.organs <> '' ORDER BY r.id;
