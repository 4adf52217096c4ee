-- refused: 6: '?' is no parameter: name it, as :id
-- name: thing :many
-- Things.
-- roles: system
-- out: n int64
SELECT n FROM counter WHERE id = ?;
