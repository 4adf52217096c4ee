-- Every kind of statement and every type once.

-- name: sample_insert :one
-- Stores one value of each type.
-- roles: system
-- in: number int64, maybe_number int64?, flag bool, maybe_flag bool?, title str, maybe_title str?
-- in: day date, maybe_day date?, data bytes, maybe_data bytes?, body html, at ms
-- out: id int64
INSERT INTO sample (number, maybe_number, flag, maybe_flag, title, maybe_title, day, maybe_day,
                    data, maybe_data, body, at_ms)
VALUES (:number, :maybe_number, :flag, :maybe_flag, :title, :maybe_title, :day, :maybe_day,
        :data, :maybe_data, :body, :at)
RETURNING id;

-- name: sample_get :one
-- All of them back.
-- roles: system
-- in: id int64
-- row: sample_row
-- out: id int64, number int64, maybe_number int64?, flag bool, maybe_flag bool?
-- out: title str, maybe_title str?, day date, maybe_day date?, data bytes, maybe_data bytes?
-- out: body html, at ms
SELECT id, number, maybe_number, flag, maybe_flag, title, maybe_title, day, maybe_day, data,
       maybe_data, body, at_ms
  FROM sample WHERE id = :id; -- a comment that is dropped

-- name: sample_find :opt
-- The newest one with a title; the parameter stands there twice.
-- roles: system
-- in: title str?
-- row: sample_row
-- out: id int64, number int64, maybe_number int64?, flag bool, maybe_flag bool?
-- out: title str, maybe_title str?, day date, maybe_day date?, data bytes, maybe_data bytes?
-- out: body html, at ms
SELECT id, number, maybe_number, flag, maybe_flag, title, maybe_title, day, maybe_day, data,
       maybe_data, body, at_ms
  FROM sample WHERE CAST(:title AS TEXT) IS NULL OR title = :title ORDER BY id DESC LIMIT 1;

-- name: sample_compare :one
-- What an engine calls true, and a sum.
-- roles: system
-- out: more bool, total int64
SELECT count(*) > 1 AS more, COALESCE(sum(number), 0) AS total FROM sample;

-- name: counter_insert :exec
-- A new counter; its name is its own.
-- roles: system
-- in: name str, start int64
INSERT INTO counter (name, n) VALUES (:name, :start);

-- name: counter_add :exec
-- Adds to a counter.
-- roles: system
-- in: name str, by int64
UPDATE counter SET n = n + :by WHERE name = :name;

-- name: counter_get :one
-- The value of a counter.
-- roles: system
-- in: name str
-- row: counter_row
-- out: name str, n int64
SELECT name, n FROM counter WHERE name = :name;

-- name: counter_all :many
-- All counters by name, in byte order.
-- roles: system
-- row: counter_row
-- out: name str, n int64
SELECT name, n FROM counter ORDER BY name;

-- name: counter_each :each
-- All counters, one by one.
-- roles: system
-- row: counter_row
-- out: name str, n int64
SELECT name, n FROM counter ORDER BY name;

-- name: counter_like :many
-- Counters whose name begins so; the case of letters counts.
-- roles: system
-- in: pattern str
-- row: counter_row
-- out: name str, n int64
SELECT name, n FROM counter WHERE name LIKE :pattern ORDER BY name;

-- name: part_insert :exec
-- A part whose counter may come later in the same transaction.
-- roles: system
-- in: counter_id int64
INSERT INTO part (counter_id) VALUES (:counter_id);

-- name: paper_insert :one
-- A paper, within what the person may see.
-- roles: staff
-- in: scope scope, organ_path str, title str
-- out: id int64
INSERT INTO paper (site_id, organ_path, title)
SELECT :scope.site, :organ_path, :title
 WHERE :organ_path >= :scope.organs AND :organ_path < :scope.organs || '~'
RETURNING id;

-- name: paper_below :figure
-- Papers of an organ and below.
-- roles: staff
-- in: scope scope, word str
-- list: id int64 = p.id, title str = p.title, length int64 = length(p.title)
-- order: p.title, p.id
FROM paper p
WHERE p.site_id = :scope.site AND p.organ_path >= :scope.organs
  AND p.organ_path < :scope.organs || '~' AND p.title LIKE '%' || :word || '%';

-- name: notice_public :many
-- Notices of a site.
-- roles: public
-- in: site site
-- out: id int64, title str
SELECT id, title FROM notice WHERE site_id = :site.id ORDER BY id;

-- name: paper_count_all :one
-- Papers of all sites.
-- roles: system
-- unscoped: the operator's overview
-- out: n int64
SELECT count(*) AS n FROM paper;

-- name: word_insert :exec
-- A text to be searched.
-- roles: system
-- in: text str
-- sqlite:
INSERT INTO word (text) VALUES (:text);

-- name: word_search :many
-- Texts with a word.
-- roles: system
-- in: words str
-- out: text str
-- sqlite:
SELECT text FROM word WHERE word MATCH :words ORDER BY rowid;

-- name: numbers :many
-- The numbers from 1 to `most`, without a table.
-- roles: system
-- in: most int64
-- out: n int64
WITH RECURSIVE r (n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT r.n + 1 FROM r WHERE r.n < :most)
SELECT r.n FROM r;
