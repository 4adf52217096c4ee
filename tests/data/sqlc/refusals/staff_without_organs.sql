-- refused: 7: 'paper' is scoped: 'thing' must take a scope and use its .organs
-- name: thing :many
-- Things.
-- roles: staff
-- in: scope scope
-- out: title str
SELECT title FROM paper WHERE site_id = :scope.site;
