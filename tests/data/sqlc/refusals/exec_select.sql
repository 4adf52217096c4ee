-- refused: 5: :exec throws away what SELECT gives
-- name: thing :exec
-- Things.
-- roles: system
SELECT n FROM counter;
