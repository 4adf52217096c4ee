-- Statements that sqlc cannot see through, but db_check or the first row can.

-- name: broken_table :one
-- Names a table that is not there.
-- roles: system
-- out: id int64
SELECT id FROM nowhere;

-- name: broken_count :one
-- Gives two columns, declares one.
-- roles: system
-- out: name str
SELECT name, n FROM counter;

-- name: broken_order :one
-- Gives its columns in another order than it declares.
-- roles: system
-- out: id int64, n int64
SELECT n, id FROM counter;

-- name: broken_type :one
-- Declares a text as a number.
-- roles: system
-- out: name int64
SELECT name FROM counter;

-- name: broken_null :one
-- Gives NULL where none may be.
-- roles: system
-- out: n int64
SELECT max(n) AS n FROM counter;

-- name: broken_two :one
-- Gives two rows where one may be.
-- roles: system
-- out: n int64
SELECT 1 AS n UNION ALL SELECT 2 AS n;

-- name: renamed :opt
-- A column may have another name than it is declared with, though one of that name is there too.
-- roles: system
-- out: name str, other str
SELECT a.name, b.name FROM counter a JOIN counter b ON b.id = a.n;
