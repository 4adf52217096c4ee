-- refused: 6: 'PAPER' is scoped: 'thing' must take a scope and use its .site
-- name: thing :many
-- Things.
-- roles: staff
-- out: id int64
SELECT c.id FROM counter c JOIN part t ON t.counter_id = c.id, PAPER p;
