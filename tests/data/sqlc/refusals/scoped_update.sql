-- refused: 5: 'paper' is scoped: 'thing' must take a scope and use its .site
-- name: thing :exec
-- Things.
-- roles: staff
UPDATE OR IGNORE paper SET title = 'x';
