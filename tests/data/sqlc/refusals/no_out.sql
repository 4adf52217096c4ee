-- refused: 2: 'thing' needs a line '-- out:'
-- name: thing :many
-- Things.
-- roles: system
SELECT n FROM counter;
