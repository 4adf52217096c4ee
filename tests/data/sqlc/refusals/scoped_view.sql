-- refused: 6: 'paper_title' is scoped: 'thing' must take a scope and use its .site
-- name: thing :many
-- Things.
-- roles: staff
-- out: title str
SELECT title FROM paper_title;
