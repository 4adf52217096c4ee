-- refused: 5: unknown type 'int32'
-- name: thing :many
-- Things.
-- roles: system
-- in: id int32
-- out: n int64
SELECT n FROM counter;
