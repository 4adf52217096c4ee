-- refused: 2: 'thing' needs a line '-- roles:'
-- name: thing :many
-- Things.
-- out: n int64
SELECT n FROM counter;
