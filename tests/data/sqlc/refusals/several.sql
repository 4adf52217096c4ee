-- refused: 6: several statements under one name
-- name: thing :exec
-- Things.
-- roles: system
UPDATE counter SET n = 1;
UPDATE counter SET n = 2;
