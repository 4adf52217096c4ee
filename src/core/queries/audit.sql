-- The audit chain and the running numbers. Only core/audit and core/sequence write these tables.

-- name: audit_head_take :one
-- Holds the end of the chain until the transaction ends: writers of audit queue here.
-- roles: system
-- out: seq int64, digest str
UPDATE audit_head SET seq = seq + 1 WHERE one = 1 RETURNING seq, digest;

-- name: audit_head_set :exec
-- The digest of the record just written.
-- roles: system
-- in: digest str
UPDATE audit_head SET digest = :digest WHERE one = 1;

-- name: audit_insert :exec
-- One record of the chain.
-- roles: system
-- in: seq int64, site_id int64, at ms, staff_id int64?, actor str, action str, object str, object_id int64, detail str, remote str, previous str, digest str
INSERT INTO audit (seq, site_id, at_ms, staff_id, actor, action, object, object_id, detail, remote, previous, digest)
VALUES (:seq, :site_id, :at, :staff_id, :actor, :action, :object, :object_id, :detail, :remote, :previous, :digest);

-- name: audit_each :each
-- The whole chain in order, for verification.
-- roles: system
-- out: seq int64, site_id int64, at ms, staff_id int64?, actor str, action str, object str, object_id int64, detail str, remote str, previous str, digest str
SELECT seq, site_id, at_ms, staff_id, actor, action, object, object_id, detail, remote, previous, digest
FROM audit ORDER BY seq;

-- name: audit_head_get :one
-- Where the chain says it ends.
-- roles: system
-- out: seq int64, digest str
SELECT seq, digest FROM audit_head WHERE one = 1;

-- name: audit_of_object :many
-- What was done to one thing, newest first.
-- roles: system
-- in: site_id int64, object str, object_id int64, size int64
-- out: seq int64, at ms, actor str, action str, detail str
SELECT seq, at_ms, actor, action, detail FROM audit
WHERE site_id = :site_id AND object = :object AND object_id = :object_id ORDER BY seq DESC LIMIT :size;

-- name: audit_page :many
-- The records of a site, newest first, before a record.
-- roles: system
-- in: site_id int64, before int64, size int64
-- out: seq int64, at ms, actor str, action str, object str, object_id int64, detail str, remote str
SELECT seq, at_ms, actor, action, object, object_id, detail, remote FROM audit
WHERE site_id = :site_id AND seq < :before ORDER BY seq DESC LIMIT :size;

-- name: sequence_next :one
-- The next running number of a name and period, never given before.
-- roles: system
-- in: site_id int64, name str, period str
-- out: last int64
INSERT INTO sequence (site_id, name, period, last) VALUES (:site_id, :name, :period, 1)
ON CONFLICT (site_id, name, period) DO UPDATE SET last = sequence.last + 1
RETURNING last;
