-- refused: 7: 'GROUP' in a :figure: its count and its list would not agree
-- name: thing :figure
-- Things.
-- roles: system
-- list: n int64 = n
-- order: n
FROM counter GROUP BY n;
