-- refused: 6: 'paper' is scoped: 'thing' needs '-- unscoped: reason'
-- name: thing :many
-- Things.
-- roles: system
-- out: title str
SELECT title FROM paper;
