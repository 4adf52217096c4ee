-- refused: 7: unknown parameter ':idd'
-- name: thing :one
-- A thing.
-- roles: system
-- in: id int64
-- out: n int64
SELECT n FROM counter WHERE id = :id AND n = :idd;
