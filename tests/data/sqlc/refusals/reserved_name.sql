-- refused: 5: 'default' is a reserved name
-- name: thing :many
-- Things.
-- roles: system
-- out: default int64
SELECT n FROM counter;
