-- refused: 6: 'notice' is scoped: 'thing' must take a site and use its .id
-- name: thing :many
-- Things.
-- roles: public
-- out: title str
SELECT title FROM notice;
