-- refused: 6: a quote is not closed: '
-- name: thing :many
-- Things.
-- roles: system
-- out: n int64
SELECT n FROM counter WHERE name = 'it''s;
