-- refused: 6: 'paper' is scoped: 'thing' must take a scope and use its .site
-- name: thing :many
-- Things.
-- roles: staff
-- out: id int64
WITH p AS (SELECT id FROM main."paper") SELECT id FROM p;
