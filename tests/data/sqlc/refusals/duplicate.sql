-- refused: 7: 'thing' is there twice, first in line 2
-- name: thing :exec
-- Things.
-- roles: system
UPDATE counter SET n = 1;

-- name: thing :exec
-- Things.
-- roles: system
UPDATE counter SET n = 2;
