-- refused: 2: SQL stands before the first '-- name:'
SELECT 1;
