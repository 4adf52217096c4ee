-- refused: 6: 'now': time and chance come from the program, as a parameter
-- name: thing :many
-- Things.
-- roles: system
-- out: n int64
SELECT n FROM counter WHERE n < now();
