-- refused: 5: a statement begins with SELECT, INSERT, UPDATE, DELETE or WITH
-- name: thing :exec
-- Things.
-- roles: system
DROP TABLE counter;
