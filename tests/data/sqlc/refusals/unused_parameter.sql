-- refused: 5: parameter 'id' is not used
-- name: thing :one
-- A thing.
-- roles: system
-- in: id int64
-- out: n int64
SELECT n FROM counter;
