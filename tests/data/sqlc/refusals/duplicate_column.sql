-- refused: 5: 'n' is there twice
-- name: thing :many
-- Things.
-- roles: system
-- out: n int64, n int64
SELECT n, n FROM counter;
