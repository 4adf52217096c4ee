-- refused: 7: ':scope': a scope has .site and .organs, a site has .id, others no part
-- name: thing :many
-- Things.
-- roles: staff
-- in: scope scope
-- out: title str
SELECT title FROM notice WHERE site_id = :scope.site AND title > :scope;
