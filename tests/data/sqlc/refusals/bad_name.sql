-- refused: 2: 'Thing' is no name: small letters, digits and _
-- name: Thing :exec
-- Things.
-- roles: system
UPDATE counter SET n = 1;
