-- refused: 5: 'scope' is for parameters only
-- name: thing :many
-- Things.
-- roles: system
-- out: n scope
SELECT n FROM counter;
