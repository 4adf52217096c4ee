-- refused: 7: 'paper' is scoped: 'thing' must take a scope and use its .site
-- name: thing :many
-- Things.
-- roles: staff
-- in: site_id int64
-- out: title str
SELECT title FROM paper WHERE site_id = :site_id;
