-- What is to leave the house: stored in the transaction that causes it, delivered by a job.

-- name: outbox_insert :exec
-- Queues a message once for each occasion (`dedupe`).
-- roles: system
-- in: site_id int64, case_id int64?, channel str, recipient str, subject str, body str, dedupe str, now ms
INSERT INTO outbox (site_id, case_id, channel, recipient, subject, body, dedupe, state, attempts, next_ms, last_error, created_ms)
VALUES (:site_id, :case_id, :channel, :recipient, :subject, :body, :dedupe, 'queued', 0, :now, '', :now)
ON CONFLICT (dedupe) DO NOTHING;

-- name: outbox_take :opt
-- Takes the next due message of a channel for delivery; several workers do not take the same one.
-- roles: system
-- in: channel str, now ms, until ms
-- out: id int64, site_id int64, case_id int64?, channel str, recipient str, subject str, body str, dedupe str, attempts int64
-- sqlite:
UPDATE outbox SET state = 'taken', attempts = attempts + 1, next_ms = :until
WHERE id = (SELECT id FROM outbox WHERE channel = :channel AND state IN ('queued', 'taken') AND next_ms <= :now ORDER BY next_ms, id LIMIT 1)
RETURNING id, site_id, case_id, channel, recipient, subject, body, dedupe, attempts;
-- pg:
UPDATE outbox SET state = 'taken', attempts = attempts + 1, next_ms = :until
WHERE id = (SELECT id FROM outbox WHERE channel = :channel AND state IN ('queued', 'taken') AND next_ms <= :now ORDER BY next_ms, id LIMIT 1
            FOR UPDATE SKIP LOCKED)
RETURNING id, site_id, case_id, channel, recipient, subject, body, dedupe, attempts;

-- name: outbox_sent :exec
-- The message has left.
-- roles: system
-- in: id int64, now ms
UPDATE outbox SET state = 'sent', sent_ms = :now, last_error = '' WHERE id = :id;

-- name: outbox_retry :exec
-- The attempt failed: once more at `next`.
-- roles: system
-- in: id int64, next ms, error str
UPDATE outbox SET state = 'queued', next_ms = :next, last_error = :error WHERE id = :id;

-- name: outbox_failed :exec
-- Given up; stays, and is shown to the operator.
-- roles: system
-- in: id int64, error str
UPDATE outbox SET state = 'failed', last_error = :error WHERE id = :id;

-- name: outbox_counts :many
-- How many messages are in each state.
-- roles: system
-- out: state str, n int64
SELECT state, count(*) FROM outbox GROUP BY state ORDER BY state;
