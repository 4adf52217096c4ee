-- The plain way, for comparison: FTS5's own ranking over every hit.

-- name: plain_ranked :many
-- The twenty best by bm25.
-- roles: public
-- in: site site, match str
-- out: id int64
-- sqlite:
SELECT rowid FROM search_index WHERE search_index MATCH :match AND rowid > (:site.id << 53)
ORDER BY bm25(search_index, 12.0, 8.0, 8.0, 2.0, 4.0, 1.0) LIMIT 20;

-- name: plain_count :one
-- How many match.
-- roles: public
-- in: site site, match str
-- out: n int64
-- sqlite:
SELECT count(*) FROM search_index WHERE search_index MATCH :match AND rowid > (:site.id << 53);
