-- refused: 7: the body of a :figure begins with FROM
-- name: thing :figure
-- Things.
-- roles: system
-- list: n int64 = n
-- order: n
SELECT n FROM counter;
