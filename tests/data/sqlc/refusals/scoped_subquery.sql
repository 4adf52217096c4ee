-- refused: 7: 'paper' is scoped: 'thing' must take a scope and use its .site
-- name: thing :many
-- Things.
-- roles: staff
-- out: n int64
SELECT n FROM counter
 WHERE id IN (SELECT id FROM paper);
