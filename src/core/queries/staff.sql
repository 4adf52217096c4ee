-- Accounts, roles, sessions and tokens. Only core/account reads and writes these tables.

-- name: staff_insert :one
-- A new account.
-- roles: staff
-- in: scope scope, organ_id int64, login str, name str, title str, password str, must_change bool, now ms
-- out: id int64
INSERT INTO staff (site_id, organ_id, login, name, title, password, password_ms, must_change, active, failures, locked_until_ms, created_ms)
SELECT :scope.site, o.id, :login, :name, :title, :password, :now, :must_change, 1, 0, 0, :now
FROM organ o WHERE o.id = :organ_id AND o.site_id = :scope.site
  AND o.path >= :scope.organs AND o.path < :scope.organs || '~'
RETURNING id;

-- name: staff_by_login :opt
-- The account of a login name, to check its password.
-- roles: public
-- row: staff_row
-- in: site site, login str
-- out: id int64, site_id int64, organ_id int64, organ_path str, organ str, login str, name str, title str, password str, password_at ms, must_change bool, active bool, failures int64, locked_until ms, last_login ms?
SELECT s.id, s.site_id, s.organ_id, o.path, o.name, s.login, s.name, s.title, s.password, s.password_ms, s.must_change,
       s.active, s.failures, s.locked_until_ms, s.last_login_ms
FROM staff s JOIN organ o ON o.id = s.organ_id AND o.site_id = s.site_id
WHERE s.site_id = :site.id AND s.login = :login;

-- name: staff_get :opt
-- One account.
-- roles: public
-- row: staff_row
-- in: site site, id int64
-- out: id int64, site_id int64, organ_id int64, organ_path str, organ str, login str, name str, title str, password str, password_at ms, must_change bool, active bool, failures int64, locked_until ms, last_login ms?
SELECT s.id, s.site_id, s.organ_id, o.path, o.name, s.login, s.name, s.title, s.password, s.password_ms, s.must_change,
       s.active, s.failures, s.locked_until_ms, s.last_login_ms
FROM staff s JOIN organ o ON o.id = s.organ_id AND o.site_id = s.site_id
WHERE s.site_id = :site.id AND s.id = :id;

-- name: staff_list :many
-- The accounts of a scope.
-- roles: staff
-- in: scope scope
-- out: id int64, login str, name str, title str, organ str, active bool, must_change bool, locked_until ms, last_login ms?
SELECT s.id, s.login, s.name, s.title, o.short_name, s.active, s.must_change, s.locked_until_ms, s.last_login_ms
FROM staff s JOIN organ o ON o.id = s.organ_id AND o.site_id = s.site_id
WHERE s.site_id = :scope.site AND o.path >= :scope.organs AND o.path < :scope.organs || '~'
ORDER BY o.path, s.login;

-- name: staff_role_list :many
-- The roles of the accounts of a scope.
-- roles: staff
-- in: scope scope
-- out: staff_id int64, code str, name str
SELECT sr.staff_id, r.code, r.name
FROM staff_role sr JOIN role r ON r.id = sr.role_id
    JOIN staff s ON s.id = sr.staff_id AND s.site_id = r.site_id
    JOIN organ o ON o.id = s.organ_id AND o.site_id = s.site_id
WHERE r.site_id = :scope.site AND o.path >= :scope.organs AND o.path < :scope.organs || '~'
ORDER BY sr.staff_id, r.id;

-- name: staff_set_password :exec
-- A new password; failed attempts are forgotten.
-- roles: public
-- in: site site, id int64, password str, must_change bool, now ms
UPDATE staff SET password = :password, password_ms = :now, must_change = :must_change, failures = 0, locked_until_ms = 0
WHERE id = :id AND site_id = :site.id;

-- name: staff_set_active :exec
-- Disables or enables an account.
-- roles: staff
-- in: scope scope, id int64, active bool
UPDATE staff SET active = :active
WHERE id = :id AND site_id = :scope.site AND EXISTS (
    SELECT 1 FROM organ o WHERE o.id = staff.organ_id AND o.site_id = :scope.site
      AND o.path >= :scope.organs AND o.path < :scope.organs || '~');

-- name: staff_login_failed :exec
-- One failure more, and until when the account is locked.
-- roles: public
-- in: site site, id int64, failures int64, locked_until ms
UPDATE staff SET failures = :failures, locked_until_ms = :locked_until WHERE id = :id AND site_id = :site.id;

-- name: staff_login_done :exec
-- A successful log-in.
-- roles: public
-- in: site site, id int64, now ms
UPDATE staff SET failures = 0, locked_until_ms = 0, last_login_ms = :now WHERE id = :id AND site_id = :site.id;

-- name: staff_permissions :many
-- What the roles of an account allow together.
-- roles: system
-- in: staff_id int64
-- out: permission str
SELECT DISTINCT p.permission FROM staff_role r JOIN role_permission p ON p.role_id = r.role_id
WHERE r.staff_id = :staff_id ORDER BY p.permission;

-- name: staff_role_add :exec
-- Gives an account a role of its site.
-- roles: system
-- unscoped: the caller has checked that account and role are of one site
-- in: staff_id int64, site_id int64, role str
INSERT INTO staff_role (staff_id, role_id)
SELECT :staff_id, r.id FROM role r WHERE r.site_id = :site_id AND r.code = :role
ON CONFLICT (staff_id, role_id) DO NOTHING;

-- name: staff_role_clear :exec
-- Takes all roles from an account.
-- roles: system
-- in: staff_id int64
DELETE FROM staff_role WHERE staff_id = :staff_id;

-- name: role_insert :one
-- A new role of a site.
-- roles: system
-- unscoped: the installation is being set up
-- in: site_id int64, code str, name str
-- out: id int64
INSERT INTO role (site_id, code, name) VALUES (:site_id, :code, :name) RETURNING id;

-- name: role_permission_add :exec
-- Lets a role do something.
-- roles: system
-- in: role_id int64, permission str
INSERT INTO role_permission (role_id, permission) VALUES (:role_id, :permission)
ON CONFLICT (role_id, permission) DO NOTHING;

-- name: role_list :many
-- The roles of a site.
-- roles: public
-- in: site site
-- out: id int64, code str, name str
SELECT id, code, name FROM role WHERE site_id = :site.id ORDER BY id;

-- name: session_insert :one
-- A new session.
-- roles: system
-- in: token_hash str, staff_id int64, csrf str, address str, now ms
-- out: id int64
INSERT INTO session (token_hash, staff_id, csrf, address, created_ms, seen_ms)
VALUES (:token_hash, :staff_id, :csrf, :address, :now, :now) RETURNING id;

-- name: session_get :opt
-- The session of a token, with its account. Limits are checked by the caller.
-- roles: public
-- in: site site, token_hash str
-- out: id int64, staff_id int64, csrf str, created_at ms, seen_at ms, ended_at ms?, login str, name str, title str, organ_id int64, organ str, organ_path str, active bool, must_change bool
SELECT n.id, n.staff_id, n.csrf, n.created_ms, n.seen_ms, n.ended_ms, s.login, s.name, s.title, s.organ_id, o.name, o.path,
       s.active, s.must_change
FROM session n JOIN staff s ON s.id = n.staff_id JOIN organ o ON o.id = s.organ_id AND o.site_id = s.site_id
WHERE n.token_hash = :token_hash AND s.site_id = :site.id;

-- name: session_seen :exec
-- The session was used.
-- roles: system
-- in: id int64, now ms
UPDATE session SET seen_ms = :now WHERE id = :id AND ended_ms IS NULL;

-- name: session_end :exec
-- Ends a session.
-- roles: system
-- in: id int64, now ms
UPDATE session SET ended_ms = :now WHERE id = :id AND ended_ms IS NULL;

-- name: session_end_all :exec
-- Ends all sessions of an account: after a new password or when it is disabled.
-- roles: system
-- in: staff_id int64, now ms
UPDATE session SET ended_ms = :now WHERE staff_id = :staff_id AND ended_ms IS NULL;

-- name: token_insert :one
-- A bearer token of an account.
-- roles: system
-- in: token_hash str, staff_id int64, now ms, expires ms
-- out: id int64
INSERT INTO api_token (token_hash, staff_id, created_ms, expires_ms)
VALUES (:token_hash, :staff_id, :now, :expires) RETURNING id;

-- name: token_get :opt
-- The token with its account.
-- roles: public
-- in: site site, token_hash str
-- out: id int64, staff_id int64, expires ms, revoked ms?, login str, name str, title str, organ_id int64, organ str, organ_path str, active bool
SELECT t.id, t.staff_id, t.expires_ms, t.revoked_ms, s.login, s.name, s.title, s.organ_id, o.name, o.path, s.active
FROM api_token t JOIN staff s ON s.id = t.staff_id JOIN organ o ON o.id = s.organ_id AND o.site_id = s.site_id
WHERE t.token_hash = :token_hash AND s.site_id = :site.id;

-- name: token_revoke_all :exec
-- Revokes all tokens of an account.
-- roles: system
-- in: staff_id int64, now ms
UPDATE api_token SET revoked_ms = :now WHERE staff_id = :staff_id AND revoked_ms IS NULL;

-- name: lost_form_insert :exec
-- What was typed when the session had run out, under the digest of the dead session's token.
-- roles: system
-- in: token_hash str, path str, fields str, now ms
INSERT INTO lost_form (token_hash, path, fields, saved_ms) VALUES (:token_hash, :path, :fields, :now)
ON CONFLICT (token_hash) DO UPDATE SET path = excluded.path, fields = excluded.fields, saved_ms = excluded.saved_ms;

-- name: lost_form_get :opt
-- What was typed, for the person who holds the dead session's token.
-- roles: system
-- in: token_hash str
-- out: path str, fields str, saved_at ms
SELECT path, fields, saved_ms FROM lost_form WHERE token_hash = :token_hash;

-- name: lost_form_delete :exec
-- It was given back.
-- roles: system
-- in: token_hash str
DELETE FROM lost_form WHERE token_hash = :token_hash;
