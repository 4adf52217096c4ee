-- refused: 2: after the name one of :one :opt :many :each :exec :figure, nothing else
-- name: thing :any
-- Things.
-- roles: system
UPDATE counter SET n = 1;
