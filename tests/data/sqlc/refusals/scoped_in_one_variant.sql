-- refused: 10: 'notice' is scoped: 'thing' must take a scope and use its .site
-- name: thing :many
-- Things.
-- roles: staff
-- in: scope scope
-- out: title str
-- sqlite:
SELECT title FROM notice WHERE site_id = :scope.site;
-- pg:
SELECT title FROM notice WHERE title > :scope.organs;
