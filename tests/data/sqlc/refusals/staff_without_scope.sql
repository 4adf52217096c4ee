-- refused: 6: 'paper' is scoped: 'thing' must take a scope and use its .site
-- name: thing :many
-- Things.
-- roles: staff
-- out: title str
SELECT title FROM paper;
