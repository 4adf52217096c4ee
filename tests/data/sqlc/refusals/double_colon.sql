-- refused: 6: '::' is PostgreSQL only: write CAST(x AS type)
-- name: thing :many
-- Things.
-- roles: system
-- out: n int64
SELECT n::bigint FROM counter;
