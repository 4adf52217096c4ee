-- The yearly registers. Each statement says whose rows it may see; sqlc refuses one that does not.

-- name: yearly_insert :exec
-- A new row.
-- roles: staff
-- in: scope scope, organ_id int64, kind str, title str, year int64, ended_year int64?, outcome str, number int64, amount_fen int64, evidence str, now ms
INSERT INTO yearly (site_id, organ_id, organ_path, kind, title, year, ended_year, outcome, number, amount_fen,
    evidence, created_ms)
SELECT o.site_id, o.id, o.path, :kind, :title, :year, :ended_year, :outcome, :number, :amount_fen, :evidence, :now
FROM organ o WHERE o.id = :organ_id AND o.site_id = :scope.site
  AND o.path >= :scope.organs AND o.path < :scope.organs || '~';

-- name: yearly_end :exec
-- It ended in a year, with an outcome.
-- roles: staff
-- in: scope scope, id int64, ended_year int64, outcome str
UPDATE yearly SET ended_year = :ended_year, outcome = :outcome
WHERE id = :id AND ended_year IS NULL AND year <= :ended_year AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: yearly_delete :exec
-- A row that was entered by mistake; the audit record keeps it.
-- roles: staff
-- in: scope scope, id int64
DELETE FROM yearly WHERE id = :id AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: yearly_get :opt
-- One row.
-- roles: staff
-- row: yearly_row
-- in: scope scope, id int64
-- out: id int64, kind str, title str, year int64, ended_year int64?, outcome str, number int64, amount_fen int64, evidence str, organ str
SELECT y.id, y.kind, y.title, y.year, y.ended_year, y.outcome, y.number, y.amount_fen, y.evidence, o.name
FROM yearly y JOIN organ o ON o.id = y.organ_id AND o.site_id = y.site_id
WHERE y.id = :id AND y.site_id = :scope.site
  AND y.organ_path >= :scope.organs AND y.organ_path < :scope.organs || '~';

-- name: yearly_list :many
-- The rows of a kind that count in a year: begun by then and not ended before.
-- roles: staff
-- row: yearly_row
-- in: scope scope, kind str, year int64
-- out: id int64, kind str, title str, year int64, ended_year int64?, outcome str, number int64, amount_fen int64, evidence str, organ str
SELECT y.id, y.kind, y.title, y.year, y.ended_year, y.outcome, y.number, y.amount_fen, y.evidence, o.name
FROM yearly y JOIN organ o ON o.id = y.organ_id AND o.site_id = y.site_id
WHERE y.kind = :kind AND y.year <= :year AND (y.ended_year IS NULL OR y.ended_year >= :year)
  AND y.site_id = :scope.site
  AND y.organ_path >= :scope.organs AND y.organ_path < :scope.organs || '~'
ORDER BY y.year, y.id LIMIT 2000;

-- name: fig_yearly_begun :figure
-- Rows of a kind that begin in a year.
-- roles: staff
-- in: scope scope, kind str, year int64
-- list: id int64 = y.id, title str = y.title, organ str = o.name, at ms = y.created_ms
-- order: y.id
FROM yearly y JOIN organ o ON o.id = y.organ_id AND o.site_id = y.site_id
WHERE y.kind = :kind AND y.year = :year AND y.site_id = :scope.site
  AND y.organ_path >= :scope.organs AND y.organ_path < :scope.organs || '~';

-- name: fig_yearly_ended :figure
-- Rows of a kind that end in a year, with one outcome or, if that is empty, with any.
-- roles: staff
-- in: scope scope, kind str, year int64, outcome str
-- list: id int64 = y.id, title str = y.title, organ str = o.name, at ms = y.created_ms
-- order: y.id
FROM yearly y JOIN organ o ON o.id = y.organ_id AND o.site_id = y.site_id
WHERE y.kind = :kind AND y.ended_year = :year AND (:outcome = '' OR y.outcome = :outcome)
  AND y.site_id = :scope.site
  AND y.organ_path >= :scope.organs AND y.organ_path < :scope.organs || '~';

-- name: fig_yearly_there :figure
-- Rows of a kind that are there at the end of a year.
-- roles: staff
-- in: scope scope, kind str, year int64
-- list: id int64 = y.id, title str = y.title, organ str = o.name, at ms = y.created_ms
-- order: y.id
FROM yearly y JOIN organ o ON o.id = y.organ_id AND o.site_id = y.site_id
WHERE y.kind = :kind AND y.year <= :year AND (y.ended_year IS NULL OR y.ended_year > :year)
  AND y.site_id = :scope.site
  AND y.organ_path >= :scope.organs AND y.organ_path < :scope.organs || '~';

-- name: yearly_sum :one
-- What the rows of a kind that begin in a year add up to.
-- roles: staff
-- in: scope scope, kind str, year int64
-- out: number int64, amount_fen int64
SELECT CAST(COALESCE(sum(number), 0) AS BIGINT), CAST(COALESCE(sum(amount_fen), 0) AS BIGINT) FROM yearly
WHERE kind = :kind AND year = :year AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: yearly_moved :exec
-- An organ has moved: the paths of its rows.
-- roles: staff
-- in: scope scope, was str, now str
UPDATE yearly SET organ_path = :now || substr(organ_path, length(:was) + 1)
WHERE organ_path >= :was AND organ_path < :was || '~' AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';
