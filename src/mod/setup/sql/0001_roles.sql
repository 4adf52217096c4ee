-- An installation from before these pages: its roles get the permissions that those of a new one
-- have (app/roles.c). Where there are no roles yet, nothing happens here.
INSERT INTO role_permission (role_id, permission)
SELECT DISTINCT p.role_id, 'setup.site' FROM role_permission p WHERE p.permission = 'office.accounts'
ON CONFLICT (role_id, permission) DO NOTHING;
INSERT INTO role_permission (role_id, permission)
SELECT DISTINCT p.role_id, 'setup.organs' FROM role_permission p WHERE p.permission = 'office.accounts'
ON CONFLICT (role_id, permission) DO NOTHING;
INSERT INTO role_permission (role_id, permission)
SELECT DISTINCT p.role_id, 'setup.columns' FROM role_permission p WHERE p.permission = 'office.accounts'
ON CONFLICT (role_id, permission) DO NOTHING;
INSERT INTO role_permission (role_id, permission)
SELECT DISTINCT p.role_id, 'setup.roles_look' FROM role_permission p WHERE p.permission IN ('office.users', 'office.audit')
ON CONFLICT (role_id, permission) DO NOTHING;
-- Rights are the security administrator's (三员分立): never a role that administers accounts.
INSERT INTO role_permission (role_id, permission)
SELECT r.id, 'setup.roles' FROM role r
WHERE r.code = 'security' AND NOT EXISTS (SELECT 1 FROM role_permission p WHERE p.role_id = r.id
    AND p.permission IN ('office.accounts', 'office.audit'))
ON CONFLICT (role_id, permission) DO NOTHING;
