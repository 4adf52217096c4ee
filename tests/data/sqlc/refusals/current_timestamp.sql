-- refused: 6: 'CURRENT_TIMESTAMP': time and chance come from the program, as a parameter
-- name: thing :many
-- Things.
-- roles: system
-- out: n int64
SELECT n FROM counter WHERE n < CURRENT_TIMESTAMP;
