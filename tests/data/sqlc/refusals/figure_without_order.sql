-- refused: 2: '-- order:' belongs to a :figure, and is required there
-- name: thing :figure
-- Things.
-- roles: system
-- list: n int64 = n
FROM counter;
