-- refused: 6: '*': name the columns, in the order of '-- out:'
-- name: thing :many
-- Things.
-- roles: system
-- out: n int64
SELECT * FROM counter;
