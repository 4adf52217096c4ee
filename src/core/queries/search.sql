-- Full-text search. Statements for SQLite alone run in its database and in the derived file that a
-- node keeps beside PostgreSQL: both have the same names.

-- name: search_source :opt
-- What a publication has in the index, and what its place there is made of.
-- roles: system
-- unscoped: follows a publication that was just written, by its site
-- in: site_id int64, id int64
-- out: published_at ms, column_id int64, organ_id int64, kind str, title str, document_no str?, index_no str, issuer str, keywords str, body str
SELECT published_ms, column_id, organ_id, kind, title, document_no, index_no, issuer, keywords, plain
FROM publication WHERE id = :id AND site_id = :site_id;

-- name: search_bin_find :opt
-- The number of a combination of values.
-- roles: system
-- unscoped: the site is a parameter
-- in: site_id int64, column_id int64, organ_id int64, kind str
-- out: no int64
-- sqlite:
SELECT no FROM search_bin
WHERE site_id = :site_id AND column_id = :column_id AND organ_id = :organ_id AND kind = :kind;

-- name: search_bin_add :one
-- A new number for a combination of values.
-- roles: system
-- unscoped: the site is a parameter
-- in: site_id int64, column_id int64, organ_id int64, kind str
-- out: no int64
-- sqlite:
INSERT INTO search_bin (site_id, no, column_id, organ_id, kind)
SELECT :site_id, COALESCE(max(no) + 1, 0), :column_id, :organ_id, :kind
FROM search_bin WHERE site_id = :site_id
RETURNING no;

-- name: search_bin_list :many
-- All combinations of a site, by number.
-- roles: public
-- in: site site
-- out: no int64, column_id int64, organ_id int64, kind str
-- sqlite:
SELECT no, column_id, organ_id, kind FROM search_bin WHERE site_id = :site.id ORDER BY no;

-- name: search_last_id :opt
-- The highest id in use within a range.
-- roles: system
-- unscoped: the range lies within a site
-- in: least int64, most int64
-- out: id int64
-- sqlite:
SELECT id FROM search_text WHERE id >= :least AND id <= :most ORDER BY id DESC LIMIT 1;

-- name: search_doc_get :opt
-- The id under which a publication is indexed.
-- roles: system
-- in: publication_id int64
-- out: id int64
-- sqlite:
SELECT id FROM search_doc WHERE publication_id = :publication_id;

-- name: search_doc_add :exec
-- Says under which id a publication is indexed; search_index_add follows.
-- roles: system
-- in: id int64, publication_id int64
-- sqlite:
INSERT INTO search_doc (id, publication_id) VALUES (:id, :publication_id);

-- name: search_doc_drop :exec
-- Takes a publication out; a trigger takes its texts out of the index.
-- roles: system
-- unscoped: the site is a parameter
-- in: site_id int64, publication_id int64
-- sqlite:
DELETE FROM search_doc WHERE publication_id = :publication_id
  AND EXISTS (SELECT 1 FROM publication p WHERE p.id = :publication_id AND p.site_id = :site_id);

-- name: search_turn_take :exec
-- Queues up behind the others that change what is published.
-- roles: system
-- pg:
UPDATE search_turn SET turns = turns + 1 WHERE one = 1;

-- name: search_index_add :exec
-- Indexes the texts of a row of search_text. Of one row, and with its values: FTS5 then goes on
-- gathering; before a statement with more to it, it writes out what it has.
-- roles: system
-- unscoped: the id says the site
-- in: id int64, title str, document_no str, index_no str, issuer str, keywords str, body str
-- sqlite:
INSERT INTO search_index (rowid, title, document_no, index_no, issuer, keywords, body)
VALUES (:id, :title, :document_no, :index_no, :issuer, :keywords, :body);

-- name: search_hits :opt
-- All that match one word, by id: int64 after int64, negative where the word stands in the title or
-- in a number (the first three columns; db/sqlite_fts.h).
-- roles: public
-- in: site site, match str
-- out: ids bytes
-- sqlite:
SELECT gk_hits(search_index, 3, :site.id << 53, (:site.id + 1 << 53) - 1)
FROM search_index WHERE search_index MATCH :match LIMIT 1;

-- name: search_ids :each
-- All that match several words, by id.
-- roles: public
-- in: site site, match str
-- out: id int64
-- sqlite:
SELECT rowid FROM search_index
WHERE search_index MATCH :match AND rowid >= (:site.id << 53) AND rowid < (:site.id + 1 << 53)
ORDER BY rowid;

-- name: search_ranked :each
-- Like search_ids, with what decides the order: how well it matches (a title counts most), and the
-- texts that come first.
-- roles: public
-- in: site site, match str
-- out: id int64, score int64, title str, document_no str, index_no str
-- sqlite:
SELECT i.rowid, gk_score(search_index, 12.0, 8.0, 8.0, 2.0, 4.0, 1.0),
    t.title, t.document_no, t.index_no
FROM search_index i CROSS JOIN search_text t ON t.id = i.rowid
WHERE i.search_index MATCH :match AND i.rowid >= (:site.id << 53) AND i.rowid < (:site.id + 1 << 53)
  AND t.site_id = :site.id
ORDER BY i.rowid;

-- name: search_text_get :one
-- What a hit shows.
-- roles: public
-- in: site site, id int64
-- out: publication_id int64, title str, body str, issuer str, document_no str, kind str, validity str, column_id int64, organ_id int64, published_at ms
-- sqlite:
SELECT publication_id, title, body, issuer, document_no, kind, validity, column_id, organ_id, published_ms
FROM search_text WHERE id = :id AND site_id = :site.id;

-- name: search_organ_list :many
-- The names of a site's organs.
-- roles: public
-- in: site site
-- out: id int64, name str
SELECT id, name FROM organ WHERE site_id = :site.id ORDER BY id;

-- name: search_publication_counts :many
-- How many publications each site has, and how many of them are in the index of the database.
-- roles: system
-- unscoped: `gongkai check` looks at everything
-- out: site_id int64, published int64, indexed int64
-- sqlite:
SELECT p.site_id, count(*), count(d.id) FROM publication p LEFT JOIN search_doc d ON d.publication_id = p.id
GROUP BY p.site_id ORDER BY p.site_id;
-- pg:
SELECT p.site_id, count(*), 0 FROM publication p GROUP BY p.site_id ORDER BY p.site_id;

-- name: search_index_total :one
-- How many rows the index holds: as many as search_text has.
-- roles: system
-- unscoped: `gongkai check` looks at everything
-- out: indexed int64, texts int64
-- sqlite:
SELECT (SELECT count(*) FROM search_index_docsize), (SELECT count(*) FROM search_text);

-- name: search_place_each :each
-- Every publication with the id under which it is indexed (0: it is not) and what that id must say.
-- roles: system
-- unscoped: `gongkai check` looks at everything
-- out: publication_id int64, id int64, site_id int64, published_at ms, column_id int64, organ_id int64, kind str, bin_column_id int64, bin_organ_id int64, bin_kind str
-- sqlite:
SELECT p.id AS publication_id, COALESCE(d.id, 0), p.site_id, p.published_ms, p.column_id, p.organ_id, p.kind,
    COALESCE(b.column_id, 0), COALESCE(b.organ_id, 0), COALESCE(b.kind, '')
FROM publication p LEFT JOIN search_doc d ON d.publication_id = p.id
LEFT JOIN search_bin b ON b.site_id = p.site_id AND b.no = (d.id >> 16 & 16383)
ORDER BY p.id;

-- name: search_index_rebuild :exec
-- Makes the whole index anew from search_text.
-- roles: system
-- unscoped: the index serves all sites
-- sqlite:
INSERT INTO search_index (search_index) VALUES ('rebuild');

-- name: search_index_verify :exec
-- Fails when the index does not hold exactly the words of search_text.
-- roles: system
-- unscoped: the index serves all sites
-- sqlite:
INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1);

-- name: search_index_parts :one
-- Of how many parts (segments of FTS5) the index consists: a search looks into each of them.
-- roles: system
-- out: n int64
-- sqlite:
SELECT count(DISTINCT segid) FROM search_index_idx;

-- name: search_index_merge :exec
-- Goes on merging all parts into one, by so many pages; the number is negative.
-- roles: system
-- unscoped: the index serves all sites
-- in: pages int64
-- sqlite:
INSERT INTO search_index (search_index, rank) VALUES ('merge', :pages);

-- name: search_change_last :one
-- The newest change (0: none), and how many changes are exactly the one that is known: 1 or none.
-- roles: system
-- in: seq int64, publication_id int64, at ms
-- out: last int64, known int64
SELECT COALESCE(max(seq), 0),
    (SELECT count(*) FROM publication_change WHERE seq = :seq AND publication_id = :publication_id AND at_ms = :at)
FROM publication_change;

-- name: search_change_given :one
-- The highest number ever given to a change, also by transactions that are not seen yet.
-- roles: system
-- out: seq int64
-- pg:
SELECT last_value FROM publication_change_seq_seq;

-- name: search_change_list :many
-- Changes after one, in order.
-- roles: system
-- in: seq int64, size int64
-- out: seq int64, publication_id int64, at ms
SELECT seq, publication_id, at_ms FROM publication_change WHERE seq > :seq ORDER BY seq LIMIT :size;

-- name: search_publication_get :opt
-- What the derived index of a node keeps of a publication.
-- roles: system
-- unscoped: the file holds what is published on every site
-- in: id int64
-- out: site_id int64, title str, document_no str?, index_no str, issuer str, keywords str, kind str, validity str, column_id int64, organ_id int64, published_at ms, body str
SELECT site_id, title, document_no, index_no, issuer, keywords, kind, validity, column_id, organ_id, published_ms, plain
FROM publication WHERE id = :id;
