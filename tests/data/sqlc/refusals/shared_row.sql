-- refused: 9: struct pair has other columns in 'thing', line 2
-- name: thing :many
-- Things.
-- roles: system
-- row: pair
-- out: id int64, n int64
SELECT id, n FROM counter;

-- name: other :many
-- Others.
-- roles: system
-- row: pair
-- out: id int64, n int64?
SELECT id, n FROM counter;
