-- refused: 6: 'datetime': time and chance come from the program, as a parameter
-- name: thing :many
-- Things.
-- roles: system
-- out: n int64
SELECT n FROM counter WHERE name < datetime('now');
