-- refused: 4: 'admin' is no role: one of public, staff, system
-- name: thing :many
-- Things.
-- roles: admin
-- out: n int64
SELECT n FROM counter;
