-- refused: 5: 'scope' cannot be NULL
-- name: thing :many
-- Things.
-- roles: system
-- in: scope scope?
-- out: n int64
SELECT n FROM counter;
