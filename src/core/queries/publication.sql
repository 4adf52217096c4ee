-- What the public may see. Written by core/publication; read by every public page.

-- name: review_insert :one
-- A completed review before publication (711 Art. 17).
-- roles: staff
-- in: scope scope, case_id int64, content_version int64, result str, secrecy str, privacy str, basis str, findings str, staff_id int64?, reviewer str, now ms
-- out: id int64
INSERT INTO review (site_id, organ_id, organ_path, case_id, content_version, result, secrecy, privacy, basis, findings, staff_id, reviewer, at_ms)
SELECT c.site_id, c.organ_id, c.organ_path, c.id, :content_version, :result, :secrecy, :privacy, :basis, :findings, :staff_id, :reviewer, :now
FROM flow_case c WHERE c.id = :case_id AND c.site_id = :scope.site
  AND c.organ_path >= :scope.organs AND c.organ_path < :scope.organs || '~'
RETURNING id;

-- name: review_passed :opt
-- The review that lets exactly this version of a case go out.
-- roles: staff
-- in: scope scope, case_id int64, content_version int64
-- out: id int64, result str, secrecy str, privacy str, basis str, reviewer str, at ms
SELECT id, result, secrecy, privacy, basis, reviewer, at_ms FROM review
WHERE case_id = :case_id AND content_version = :content_version AND result IN ('pass', 'imported')
  AND site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~'
ORDER BY id DESC LIMIT 1;

-- name: review_list :many
-- All reviews of a case, newest first.
-- roles: staff
-- in: scope scope, case_id int64
-- out: id int64, content_version int64, result str, secrecy str, privacy str, basis str, findings str, reviewer str, at ms
SELECT id, content_version, result, secrecy, privacy, basis, findings, reviewer, at_ms FROM review
WHERE case_id = :case_id AND site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~'
ORDER BY id DESC;

-- name: publication_put :exec
-- Publishes, or replaces what is published under the same id. First publication keeps its moment.
-- roles: staff
-- in: scope scope, id int64, column_id int64, disclosure str, review_id int64, content_version int64, kind str, title str, summary str, html html, plain str, document_no str?, index_no str, issuer str, source str, theme str, genre str, keywords str, art20 str?, validity str, made_on date?, effective_on date?, repealed_on date?, interprets_id int64?, published_at ms, now ms
INSERT INTO publication (id, site_id, organ_id, column_id, disclosure, review_id, content_version, kind, title, summary, html, plain,
    document_no, index_no, issuer, source, theme, genre, keywords, art20, validity, made_on, effective_on, repealed_on, interprets_id,
    published_ms, updated_ms)
SELECT c.id, c.site_id, c.organ_id, :column_id, :disclosure, :review_id, :content_version, :kind, :title, :summary, :html, :plain,
    :document_no, :index_no, :issuer, :source, :theme, :genre, :keywords, :art20, :validity, :made_on, :effective_on, :repealed_on,
    :interprets_id, :published_at, :now
FROM flow_case c WHERE c.id = :id AND c.site_id = :scope.site
  AND c.organ_path >= :scope.organs AND c.organ_path < :scope.organs || '~'
ON CONFLICT (id) DO UPDATE SET column_id = excluded.column_id, disclosure = excluded.disclosure, review_id = excluded.review_id,
    content_version = excluded.content_version, kind = excluded.kind, title = excluded.title, summary = excluded.summary,
    html = excluded.html, plain = excluded.plain, document_no = excluded.document_no, index_no = excluded.index_no,
    issuer = excluded.issuer, source = excluded.source, theme = excluded.theme, genre = excluded.genre, keywords = excluded.keywords,
    art20 = excluded.art20, validity = excluded.validity, made_on = excluded.made_on, effective_on = excluded.effective_on,
    repealed_on = excluded.repealed_on, interprets_id = excluded.interprets_id, updated_ms = excluded.updated_ms;

-- name: publication_validity_put :exec
-- Marks a publication as in force or not; its text stays as it was reviewed.
-- roles: staff
-- in: scope scope, id int64, validity str, repealed_on date?, now ms
UPDATE publication SET validity = :validity, repealed_on = :repealed_on, updated_ms = :now
WHERE id = :id AND site_id = :scope.site
  AND EXISTS (SELECT 1 FROM organ o WHERE o.id = publication.organ_id AND o.site_id = :scope.site
              AND o.path >= :scope.organs AND o.path < :scope.organs || '~');

-- name: publication_places_clear :exec
-- Takes a publication out of its columns.
-- roles: staff
-- in: scope scope, id int64
DELETE FROM publication_place WHERE publication_id = :id AND site_id = :scope.site AND :scope.organs <> '';

-- name: publication_place_insert :exec
-- Puts a publication into one column.
-- roles: staff
-- in: scope scope, id int64, column_id int64, published_at ms
INSERT INTO publication_place (site_id, column_id, published_ms, publication_id)
SELECT :scope.site, :column_id, :published_at, :id WHERE :scope.organs <> '';

-- name: publication_places :many
-- The columns in which a publication stands.
-- roles: staff
-- in: scope scope, id int64
-- out: column_id int64
SELECT column_id FROM publication_place WHERE publication_id = :id AND site_id = :scope.site AND :scope.organs <> '';

-- name: publication_count_add :exec
-- Moves the number of a column's publications by `by`.
-- roles: staff
-- in: scope scope, column_id int64, by int64
INSERT INTO publication_count (site_id, column_id, n) SELECT :scope.site, :column_id, :by WHERE :scope.organs <> ''
ON CONFLICT (column_id) DO UPDATE SET n = publication_count.n + excluded.n;

-- name: publication_delete :exec
-- Withdraws: the row goes, and with it every page that shows it.
-- roles: staff
-- in: scope scope, id int64
DELETE FROM publication WHERE id = :id AND site_id = :scope.site
  AND EXISTS (SELECT 1 FROM organ o WHERE o.id = publication.organ_id AND o.site_id = :scope.site
              AND o.path >= :scope.organs AND o.path < :scope.organs || '~');

-- name: publication_files_clear :exec
-- Takes the attachments off a publication.
-- roles: staff
-- in: scope scope, id int64
DELETE FROM publication_file WHERE publication_id = :id AND site_id = :scope.site AND :scope.organs <> '';

-- name: publication_file_insert :exec
-- An attachment of a publication.
-- roles: staff
-- in: scope scope, id int64, file_id int64, position int64, title str
INSERT INTO publication_file (site_id, publication_id, file_id, position, title)
SELECT f.site_id, :id, f.id, :position, :title FROM file f
WHERE f.id = :file_id AND f.site_id = :scope.site AND :scope.organs <> '';

-- name: publication_gone_put :exec
-- Remembers that and why something was withdrawn.
-- roles: staff
-- in: scope scope, id int64, reason str, now ms
INSERT INTO publication_gone (id, site_id, reason, gone_ms) SELECT :id, :scope.site, :reason, :now WHERE :scope.organs <> ''
ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, gone_ms = excluded.gone_ms;

-- name: publication_gone_clear :exec
-- It is published again.
-- roles: staff
-- in: scope scope, id int64
DELETE FROM publication_gone WHERE id = :id AND site_id = :scope.site AND :scope.organs <> '';

-- name: publication_change_insert :exec
-- Tells the derived indexes that a publication has changed.
-- roles: system
-- in: id int64, now ms
INSERT INTO publication_change (publication_id, at_ms) VALUES (:id, :now);

-- name: publication_change_after :many
-- The changes after one that is known.
-- roles: system
-- in: seq int64, size int64
-- out: seq int64, publication_id int64
SELECT seq, publication_id FROM publication_change WHERE seq > :seq ORDER BY seq LIMIT :size;

-- name: publication_get :opt
-- One publication with all that its page shows.
-- roles: public
-- in: site site, id int64
-- out: id int64, organ_id int64, organ str, column_id int64, kind str, title str, summary str, html html, document_no str?, index_no str, issuer str, source str, theme str, genre str, keywords str, art20 str?, validity str, made_on date?, effective_on date?, repealed_on date?, interprets_id int64?, published_at ms, updated_at ms, content_version int64
SELECT p.id, p.organ_id, o.name, p.column_id, p.kind, p.title, p.summary, p.html, p.document_no, p.index_no, p.issuer, p.source, p.theme,
       p.genre, p.keywords, p.art20, p.validity, p.made_on, p.effective_on, p.repealed_on, p.interprets_id, p.published_ms, p.updated_ms,
       p.content_version
FROM publication p JOIN organ o ON o.id = p.organ_id AND o.site_id = p.site_id
WHERE p.id = :id AND p.site_id = :site.id;

-- name: publication_gone_get :opt
-- Why something is no longer there.
-- roles: public
-- in: site site, id int64
-- out: reason str, gone_at ms
SELECT reason, gone_ms FROM publication_gone WHERE id = :id AND site_id = :site.id;

-- name: publication_files :many
-- The attachments of a publication; pictures within its text have no title and are not listed.
-- roles: public
-- in: site site, id int64
-- out: file_id int64, title str, name str, size int64, type str
SELECT f.id, p.title, f.name, f.size, f.type
FROM publication_file p JOIN file f ON f.id = p.file_id AND f.site_id = p.site_id
WHERE p.publication_id = :id AND p.site_id = :site.id AND p.title <> '' ORDER BY p.position, f.id;

-- name: publication_in_column :many
-- A page of a column, those below it included, newest first. What is skipped is skipped within the
-- index: the rows, which hold the texts, are read for the page alone.
-- roles: public
-- row: publication_line
-- in: site site, column_id int64, size int64, skip int64
-- out: id int64, title str, summary str, kind str, issuer str, document_no str?, validity str, made_on date?, published_at ms, column_id int64, interprets_id int64?, index_no str, updated_at ms
SELECT p.id, p.title, p.summary, p.kind, p.issuer, p.document_no, p.validity, p.made_on, p.published_ms, p.column_id, p.interprets_id, p.index_no, p.updated_ms
FROM (SELECT publication_id, published_ms FROM publication_place
      WHERE site_id = :site.id AND column_id = :column_id
      ORDER BY published_ms DESC, publication_id DESC LIMIT :size OFFSET :skip) l
JOIN publication p ON p.id = l.publication_id AND p.site_id = :site.id
ORDER BY l.published_ms DESC, l.publication_id DESC;

-- name: publication_newest :many
-- The newest of a site.
-- roles: public
-- row: publication_line
-- in: site site, size int64, skip int64
-- out: id int64, title str, summary str, kind str, issuer str, document_no str?, validity str, made_on date?, published_at ms, column_id int64, interprets_id int64?, index_no str, updated_at ms
SELECT p.id, p.title, p.summary, p.kind, p.issuer, p.document_no, p.validity, p.made_on, p.published_ms, p.column_id, p.interprets_id, p.index_no, p.updated_ms
FROM (SELECT id, published_ms FROM publication WHERE site_id = :site.id
      ORDER BY published_ms DESC, id DESC LIMIT :size OFFSET :skip) l
JOIN publication p ON p.id = l.id AND p.site_id = :site.id
ORDER BY l.published_ms DESC, l.id DESC;

-- name: publication_line_get :opt
-- One publication as a line of a list.
-- roles: public
-- row: publication_line
-- in: site site, id int64
-- out: id int64, title str, summary str, kind str, issuer str, document_no str?, validity str, made_on date?, published_at ms, column_id int64, interprets_id int64?, index_no str, updated_at ms
SELECT p.id, p.title, p.summary, p.kind, p.issuer, p.document_no, p.validity, p.made_on, p.published_ms, p.column_id, p.interprets_id, p.index_no, p.updated_ms
FROM publication p WHERE p.site_id = :site.id AND p.id = :id;

-- name: publication_interpretations :many
-- What interprets a publication.
-- roles: public
-- row: publication_line
-- in: site site, id int64
-- out: id int64, title str, summary str, kind str, issuer str, document_no str?, validity str, made_on date?, published_at ms, column_id int64, interprets_id int64?, index_no str, updated_at ms
SELECT p.id, p.title, p.summary, p.kind, p.issuer, p.document_no, p.validity, p.made_on, p.published_ms, p.column_id, p.interprets_id, p.index_no, p.updated_ms
FROM publication p WHERE p.site_id = :site.id AND p.interprets_id = :id ORDER BY p.published_ms LIMIT 20;

-- name: publication_total :one
-- How many publications a site has, and when the last one changed. Each stands in one of the
-- uppermost columns, whose numbers are kept: counting would walk all of them.
-- roles: public
-- in: site site
-- out: n int64, changed_at ms
SELECT CAST(COALESCE((SELECT sum(c.n) FROM publication_count c
                      JOIN site_column s ON s.id = c.column_id AND s.site_id = c.site_id
                      WHERE c.site_id = :site.id AND s.parent_id IS NULL), 0) AS BIGINT) AS n,
       COALESCE((SELECT max(updated_ms) FROM publication WHERE site_id = :site.id), 0) AS changed_at;

-- name: publication_ids_each :each
-- Every public address of a site, for the sitemap.
-- roles: public
-- in: site site
-- out: id int64, updated_at ms
SELECT id, updated_ms FROM publication WHERE site_id = :site.id ORDER BY id;

-- name: publication_counts_wrong :many
-- Columns whose kept number differs from what is there: must be none.
-- roles: system
-- unscoped: `gongkai check` looks at everything
-- out: column_id int64, kept int64, counted int64
SELECT c.id, COALESCE(k.n, 0), (SELECT count(*) FROM publication_place l WHERE l.site_id = c.site_id AND l.column_id = c.id)
FROM site_column c LEFT JOIN publication_count k ON k.column_id = c.id
WHERE COALESCE(k.n, 0) <> (SELECT count(*) FROM publication_place l WHERE l.site_id = c.site_id AND l.column_id = c.id);

-- name: fig_published :figure
-- Documents published on the site within a period (by day of publication).
-- roles: public
-- in: site site, from ms, until ms
-- list: id int64 = p.id, title str = p.title, organ str = p.issuer, at ms = p.published_ms
-- order: p.published_ms DESC, p.id DESC
FROM publication p WHERE p.site_id = :site.id AND p.published_ms >= :from AND p.published_ms < :until;

-- name: fig_published_kind :figure
-- Documents of a kind published within a period.
-- roles: public
-- in: site site, kind str, from ms, until ms
-- list: id int64 = p.id, title str = p.title, organ str = p.issuer, at ms = p.published_ms
-- order: p.published_ms DESC, p.id DESC
FROM publication p WHERE p.site_id = :site.id AND p.kind = :kind AND p.published_ms >= :from AND p.published_ms < :until;
