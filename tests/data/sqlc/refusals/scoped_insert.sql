-- refused: 5: 'paper' is scoped: 'thing' must take a scope and use its .site
-- name: thing :exec
-- Things.
-- roles: staff
INSERT INTO paper (title) VALUES ('x');
