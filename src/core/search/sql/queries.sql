-- The derived index of a node: what is put in and taken out. It is searched by the statements of
-- core/queries/search.sql.

-- name: search_cursor_get :one
-- The last change that was taken in.
-- roles: system
-- out: seq int64, publication_id int64, at ms
SELECT seq, publication_id, at_ms FROM search_cursor WHERE one = 1;

-- name: search_cursor_put :exec
-- Changes up to this one are in.
-- roles: system
-- in: seq int64, publication_id int64, at ms
UPDATE search_cursor SET seq = :seq, publication_id = :publication_id, at_ms = :at WHERE one = 1;

-- name: search_text_add :exec
-- Takes a publication in.
-- roles: system
-- unscoped: the file holds what is published on every site
-- in: id int64, publication_id int64, site_id int64, title str, document_no str, index_no str, issuer str, keywords str, kind str, validity str, column_id int64, organ_id int64, published_at ms, body str
INSERT INTO search_text (id, publication_id, site_id, title, document_no, index_no, issuer, keywords,
    kind, validity, column_id, organ_id, published_ms, body)
VALUES (:id, :publication_id, :site_id, :title, :document_no, :index_no, :issuer, :keywords, :kind,
    :validity, :column_id, :organ_id, :published_at, :body);

-- name: search_text_drop :exec
-- Takes a publication out.
-- roles: system
-- unscoped: the file holds what is published on every site
-- in: publication_id int64
DELETE FROM search_text WHERE publication_id = :publication_id;

-- name: search_text_counts :many
-- How many publications of each site are in.
-- roles: system
-- unscoped: `gongkai check` looks at everything
-- out: site_id int64, n int64
SELECT site_id, count(*) FROM search_text GROUP BY site_id ORDER BY site_id;

-- name: search_text_empty :exec
-- Forgets all texts. With a cursor of -1 the index is left alone: search_index_rebuild follows.
-- roles: system
-- unscoped: all is made anew
DELETE FROM search_text;
