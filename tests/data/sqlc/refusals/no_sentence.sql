-- refused: 2: 'thing' needs a sentence that says what it does
-- name: thing :many
-- roles: system
-- out: n int64
SELECT n FROM counter;
