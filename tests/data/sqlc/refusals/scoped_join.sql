-- refused: 6: 'paper' is scoped: 'thing' must take a scope and use its .site
-- name: thing :many
-- Things.
-- roles: staff
-- out: id int64
SELECT c.id FROM (counter c LEFT JOIN paper p ON p.id = c.id);
