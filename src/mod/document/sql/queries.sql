-- Documents: the working copy, its versions and attachments.

-- name: document_insert :exec
-- The working copy of a new case.
-- roles: staff
-- in: scope scope, id int64, column_id int64, kind str, title str, tree str, summary str, attribute str, attribute_reason str, document_no str, index_no str, issuer str, source str, theme str, genre str, keywords str, art20 str, validity str, made_on date?, effective_on date?, repealed_on date?, interprets_id int64?, saved_by str, now ms
INSERT INTO document (id, site_id, organ_id, organ_path, content_version, column_id, kind, title, tree, summary, attribute, attribute_reason,
    document_no, index_no, issuer, source, theme, genre, keywords, art20, validity, made_on, effective_on, repealed_on, interprets_id, saved_by, saved_ms)
SELECT c.id, c.site_id, c.organ_id, c.organ_path, 1, :column_id, :kind, :title, :tree, :summary, :attribute, :attribute_reason,
    :document_no, :index_no, :issuer, :source, :theme, :genre, :keywords, :art20, :validity, :made_on, :effective_on, :repealed_on, :interprets_id, :saved_by, :now
FROM flow_case c WHERE c.id = :id AND c.site_id = :scope.site
  AND c.organ_path >= :scope.organs AND c.organ_path < :scope.organs || '~';

-- name: document_update :exec
-- The working copy after a change; its content version rises.
-- roles: staff
-- in: scope scope, id int64, column_id int64, kind str, title str, tree str, summary str, attribute str, attribute_reason str, document_no str, issuer str, source str, theme str, genre str, keywords str, art20 str, validity str, made_on date?, effective_on date?, repealed_on date?, interprets_id int64?, saved_by str, now ms
UPDATE document SET content_version = content_version + 1, column_id = :column_id, kind = :kind, title = :title, tree = :tree,
    summary = :summary, attribute = :attribute, attribute_reason = :attribute_reason, document_no = :document_no, issuer = :issuer,
    source = :source, theme = :theme, genre = :genre, keywords = :keywords, art20 = :art20, validity = :validity, made_on = :made_on,
    effective_on = :effective_on, repealed_on = :repealed_on, interprets_id = :interprets_id, saved_by = :saved_by, saved_ms = :now
WHERE id = :id AND site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: document_get :opt
-- The working copy.
-- roles: staff
-- in: scope scope, id int64
-- out: id int64, organ_id int64, content_version int64, column_id int64, kind str, title str, tree str, summary str, attribute str, attribute_reason str, document_no str, index_no str, issuer str, source str, theme str, genre str, keywords str, art20 str, validity str, made_on date?, effective_on date?, repealed_on date?, interprets_id int64?
SELECT id, organ_id, content_version, column_id, kind, title, tree, summary, attribute, attribute_reason, document_no, index_no, issuer,
    source, theme, genre, keywords, art20, validity, made_on, effective_on, repealed_on, interprets_id
FROM document WHERE id = :id AND site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: document_set_index_no :exec
-- The index number, given once.
-- roles: staff
-- in: scope scope, id int64, index_no str
UPDATE document SET index_no = :index_no
WHERE id = :id AND index_no = '' AND site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: document_set_made_on :exec
-- The day of signing, where none was set before.
-- roles: staff
-- in: scope scope, id int64, made_on date
UPDATE document SET made_on = :made_on
WHERE id = :id AND site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: document_set_validity :exec
-- Whether the document is in force; not a change of its text.
-- roles: staff
-- in: scope scope, id int64, validity str, repealed_on date?
UPDATE document SET validity = :validity, repealed_on = :repealed_on
WHERE id = :id AND site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: document_version_keep :exec
-- Keeps the text as it stands, before it is changed.
-- roles: staff
-- in: scope scope, id int64
INSERT INTO document_version (document_id, site_id, organ_path, version, title, tree, actor, at_ms, files_kept)
SELECT d.id, d.site_id, d.organ_path, d.content_version, d.title, d.tree, d.saved_by, d.saved_ms, 1
FROM document d WHERE d.id = :id AND d.site_id = :scope.site
  AND d.organ_path >= :scope.organs AND d.organ_path < :scope.organs || '~';

-- name: document_version_files_keep :exec
-- Keeps the attachments with it.
-- roles: staff
-- in: scope scope, id int64
INSERT INTO document_version_file (document_id, site_id, organ_path, version, file_id, position, title)
SELECT d.id, d.site_id, d.organ_path, d.content_version, f.file_id, f.position, f.title
FROM document d JOIN document_file f ON f.document_id = d.id AND f.site_id = d.site_id
WHERE d.id = :id AND d.site_id = :scope.site
  AND d.organ_path >= :scope.organs AND d.organ_path < :scope.organs || '~';

-- name: document_version_rise :exec
-- A new version with the same text: something else about the document has changed.
-- roles: staff
-- in: scope scope, id int64, saved_by str, now ms
UPDATE document SET content_version = content_version + 1, saved_by = :saved_by, saved_ms = :now
WHERE id = :id AND site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: document_version_list :many
-- The saved versions, the present one first.
-- roles: staff
-- in: scope scope, id int64
-- out: version int64, title str, actor str, at ms
SELECT d.content_version AS version, d.title AS title, d.saved_by AS actor, d.saved_ms AS at_ms FROM document d
WHERE d.id = :id AND d.site_id = :scope.site AND d.organ_path >= :scope.organs AND d.organ_path < :scope.organs || '~'
UNION ALL
SELECT v.version, v.title, v.actor, v.at_ms FROM document_version v
WHERE v.document_id = :id AND v.site_id = :scope.site
  AND v.organ_path >= :scope.organs AND v.organ_path < :scope.organs || '~'
ORDER BY version DESC;

-- name: document_version_get :opt
-- One saved version, the present one included.
-- roles: staff
-- in: scope scope, id int64, version int64
-- out: title str, tree str, actor str, at ms, files_kept bool
SELECT d.title, d.tree, d.saved_by, d.saved_ms, 1 FROM document d
WHERE d.id = :id AND d.content_version = :version AND d.site_id = :scope.site
  AND d.organ_path >= :scope.organs AND d.organ_path < :scope.organs || '~'
UNION ALL
SELECT v.title, v.tree, v.actor, v.at_ms, v.files_kept FROM document_version v
WHERE v.document_id = :id AND v.version = :version AND v.site_id = :scope.site
  AND v.organ_path >= :scope.organs AND v.organ_path < :scope.organs || '~';

-- name: document_file_list :many
-- The attachments of the working copy.
-- roles: staff
-- in: scope scope, id int64
-- out: file_id int64, title str, name str, size int64, type str, digest str
SELECT f.id, d.title, f.name, f.size, f.type, f.digest
FROM document_file d JOIN file f ON f.id = d.file_id AND f.site_id = d.site_id
WHERE d.document_id = :id AND d.site_id = :scope.site
  AND d.organ_path >= :scope.organs AND d.organ_path < :scope.organs || '~'
ORDER BY d.position, f.id;

-- name: document_version_file_list :many
-- The attachments of one version, the present one included; not the pictures of the text.
-- roles: staff
-- in: scope scope, id int64, version int64
-- out: file_id int64, title str, size int64, digest str, position int64
SELECT f.id, x.title, f.size, f.digest, x.position
FROM document d JOIN document_file x ON x.document_id = d.id AND x.site_id = d.site_id
    JOIN file f ON f.id = x.file_id AND f.site_id = d.site_id
WHERE d.id = :id AND d.content_version = :version AND x.title <> '' AND d.site_id = :scope.site
  AND d.organ_path >= :scope.organs AND d.organ_path < :scope.organs || '~'
UNION ALL
SELECT f.id, v.title, f.size, f.digest, v.position
FROM document_version_file v JOIN file f ON f.id = v.file_id AND f.site_id = v.site_id
WHERE v.document_id = :id AND v.version = :version AND v.title <> '' AND v.site_id = :scope.site
  AND v.organ_path >= :scope.organs AND v.organ_path < :scope.organs || '~'
ORDER BY 5, 1;

-- name: document_file_retitle :exec
-- The words under which an attachment is listed.
-- roles: staff
-- in: scope scope, id int64, file_id int64, title str
UPDATE document_file SET title = :title
WHERE document_id = :id AND file_id = :file_id AND title <> '' AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: document_file_add :exec
-- An attachment at the end of the list.
-- roles: staff
-- in: scope scope, id int64, file_id int64, title str
INSERT INTO document_file (document_id, site_id, organ_path, file_id, position, title)
SELECT d.id, d.site_id, d.organ_path, f.id,
       (SELECT COALESCE(max(x.position), 0) + 1 FROM document_file x WHERE x.document_id = d.id AND x.site_id = :scope.site), :title
FROM document d JOIN file f ON f.id = :file_id AND f.site_id = d.site_id
WHERE d.id = :id AND d.site_id = :scope.site AND d.organ_path >= :scope.organs AND d.organ_path < :scope.organs || '~'
ON CONFLICT (document_id, file_id) DO NOTHING;

-- name: document_file_remove :exec
-- Takes an attachment off the working copy; the stored file stays for earlier versions.
-- roles: staff
-- in: scope scope, id int64, file_id int64
DELETE FROM document_file WHERE document_id = :id AND file_id = :file_id AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: document_import_get :opt
-- Whether a line of an import is already here.
-- roles: public
-- in: site site, digest str
-- out: document_id int64
SELECT document_id FROM document_import WHERE site_id = :site.id AND digest = :digest;

-- name: document_import_insert :exec
-- Remembers a line of an import.
-- roles: public
-- in: site site, digest str, document_id int64
INSERT INTO document_import (site_id, digest, document_id) SELECT :site.id, :digest, d.id
FROM document d WHERE d.id = :document_id AND d.site_id = :site.id;

-- name: document_file_get :opt
-- A stored file, for whoever may see a document that it belongs to or once belonged to.
-- roles: staff
-- in: scope scope, id int64
-- out: digest str, size int64, type str, name str
SELECT f.digest, f.size, f.type, f.name FROM file f
WHERE f.id = :id AND f.site_id = :scope.site AND EXISTS (
    SELECT 1 FROM document_file d WHERE d.file_id = f.id AND d.site_id = :scope.site
      AND d.organ_path >= :scope.organs AND d.organ_path < :scope.organs || '~'
    UNION ALL
    SELECT 1 FROM document_version_file v WHERE v.file_id = f.id AND v.site_id = :scope.site
      AND v.organ_path >= :scope.organs AND v.organ_path < :scope.organs || '~');

-- name: document_moved_documents :exec
-- What belongs to organs that stand elsewhere (core/organ_change).
-- roles: staff
-- in: scope scope, was str, now str
UPDATE document SET organ_path = :now || substr(organ_path, length(:was) + 1)
WHERE site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~'
  AND organ_path >= :was AND organ_path < :was || '~';

-- name: document_moved_versions :exec
-- What belongs to organs that stand elsewhere (core/organ_change).
-- roles: staff
-- in: scope scope, was str, now str
UPDATE document_version SET organ_path = :now || substr(organ_path, length(:was) + 1)
WHERE site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~'
  AND organ_path >= :was AND organ_path < :was || '~';

-- name: document_moved_files :exec
-- What belongs to organs that stand elsewhere (core/organ_change).
-- roles: staff
-- in: scope scope, was str, now str
UPDATE document_file SET organ_path = :now || substr(organ_path, length(:was) + 1)
WHERE site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~'
  AND organ_path >= :was AND organ_path < :was || '~';

-- name: document_moved_version_files :exec
-- What belongs to organs that stand elsewhere (core/organ_change).
-- roles: staff
-- in: scope scope, was str, now str
UPDATE document_version_file SET organ_path = :now || substr(organ_path, length(:was) + 1)
WHERE site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~'
  AND organ_path >= :was AND organ_path < :was || '~';

-- name: document_column_uses :one
-- How many documents, published or not, have chosen a column.
-- roles: staff
-- in: scope scope, column_id int64
-- out: n int64
SELECT count(*) FROM document WHERE column_id = :column_id AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: document_numbered :many
-- Documents by a part of their number or index number, newest first.
-- roles: staff
-- in: scope scope, number str, size int64
-- out: id int64
SELECT id FROM document
WHERE (lower(document_no) LIKE :number ESCAPE '!' OR lower(index_no) LIKE :number ESCAPE '!')
  AND site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~'
ORDER BY id DESC LIMIT :size;

-- name: document_pick_public :many
-- What is public on the site and can be interpreted; policies first, the newest first.
-- roles: public
-- row: document_match_row
-- in: site site, id int64, one str, two str, number str, size int64
-- out: id int64, title str, document_no str, issuer str
SELECT p.id, p.title, COALESCE(p.document_no, ''), p.issuer FROM publication p
WHERE p.site_id = :site.id AND p.kind <> 'interpretation'
  AND (p.id = :id OR (lower(p.title) LIKE :one ESCAPE '!' AND lower(p.title) LIKE :two ESCAPE '!')
    OR lower(COALESCE(p.document_no, '')) LIKE :number ESCAPE '!')
ORDER BY CASE WHEN p.kind = 'policy' THEN 0 ELSE 1 END, p.published_ms DESC, p.id DESC LIMIT :size;

-- name: document_pick_own :many
-- What is on its way in one's own organs and can be interpreted: a policy and its interpretation are prepared together.
-- roles: staff
-- row: document_match_row
-- in: scope scope, id int64, one str, two str, number str, size int64
-- out: id int64, title str, document_no str, issuer str
SELECT d.id, d.title, d.document_no, d.issuer FROM document d JOIN flow_case c ON c.id = d.id AND c.site_id = d.site_id
WHERE d.site_id = :scope.site AND d.organ_path >= :scope.organs AND d.organ_path < :scope.organs || '~'
  AND d.kind <> 'interpretation' AND c.closed_ms IS NULL
  AND NOT EXISTS (SELECT 1 FROM publication p WHERE p.id = d.id AND p.site_id = :scope.site AND :scope.organs <> '')
  AND (d.id = :id OR (lower(d.title) LIKE :one ESCAPE '!' AND lower(d.title) LIKE :two ESCAPE '!')
    OR lower(COALESCE(d.document_no, '')) LIKE :number ESCAPE '!')
ORDER BY CASE WHEN d.kind = 'policy' THEN 0 ELSE 1 END, d.saved_ms DESC, d.id DESC LIMIT :size;

-- name: document_pick_public_one :opt
-- One document that is public on the site.
-- roles: public
-- row: document_match_row
-- in: site site, id int64
-- out: id int64, title str, document_no str, issuer str
SELECT id, title, COALESCE(document_no, ''), issuer FROM publication WHERE id = :id AND site_id = :site.id;

-- name: document_pick_own_one :opt
-- One document of one's own organs.
-- roles: staff
-- row: document_match_row
-- in: scope scope, id int64
-- out: id int64, title str, document_no str, issuer str
SELECT id, title, document_no, issuer FROM document
WHERE id = :id AND site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';
