-- Requests for information. Each statement says whose rows it may see; sqlc refuses one that does
-- not.

-- name: request_insert :exec
-- The request of a new case.
-- roles: staff
-- in: scope scope, id int64, number str, code_mark str, channel str, arrived_on date, received_on date?, applicant_type str, applicant str, identity_mark str, person bytes, subject str, document_no str, description str, form str, route str, assistance bool
INSERT INTO request (id, site_id, organ_path, number, code_mark, channel, arrived_on, received_on,
    applicant_type, applicant, identity_mark, person, subject, document_no, description, form, route,
    assistance, correction_asked, corrected, extension_asked, extended, fee_fen, fee_paid_fen, proposed, reply, evidence,
    letter_no, serve_way)
SELECT c.id, c.site_id, c.organ_path, :number, :code_mark, :channel, :arrived_on, :received_on,
    :applicant_type, :applicant, :identity_mark, :person, :subject, :document_no, :description, :form, :route,
    :assistance, 0, 0, 0, 0, 0, 0, '', '', '', '', ''
FROM flow_case c WHERE c.id = :id AND c.site_id = :scope.site
  AND c.organ_path >= :scope.organs AND c.organ_path < :scope.organs || '~';

-- name: request_get :opt
-- One request.
-- roles: staff
-- row: request_row
-- in: scope scope, id int64
-- out: id int64, organ_id int64, number str, channel str, arrived_on date, received_on date?, applicant_type str, applicant str, identity_mark str, person bytes, subject str, document_no str, description str, form str, route str, assistance bool, correction_asked bool, corrected bool, extension_asked int64, extended bool, fee_fen int64, fee_paid_fen int64, proposed str, result str?, reply str, evidence str, letter_no str, decided_on date?, served_on date?, serve_way str, organ str
SELECT r.id, c.organ_id, r.number, r.channel, r.arrived_on, r.received_on, r.applicant_type, r.applicant, r.identity_mark,
    r.person, r.subject, r.document_no, r.description, r.form, r.route, r.assistance, r.correction_asked, r.corrected,
    r.extension_asked, r.extended, r.fee_fen, r.fee_paid_fen, r.proposed, r.result, r.reply, r.evidence, r.letter_no,
    r.decided_on, r.served_on, r.serve_way, o.name
FROM request r JOIN flow_case c ON c.id = r.id AND c.site_id = r.site_id
JOIN organ o ON o.id = c.organ_id AND o.site_id = r.site_id
WHERE r.id = :id AND r.site_id = :scope.site
  AND r.organ_path >= :scope.organs AND r.organ_path < :scope.organs || '~';

-- name: request_by_number :opt
-- The request that an applicant follows: by its number, with the mark of its code. Nothing is shown
-- of it before the code was compared.
-- roles: public
-- in: site site, number str
-- out: id int64, code_mark str
SELECT id, code_mark FROM request WHERE site_id = :site.id AND number = :number;

-- name: request_receive :exec
-- The day of receipt has become certain (711 Art. 31).
-- roles: staff
-- in: scope scope, id int64, received_on date
UPDATE request SET received_on = :received_on
WHERE id = :id AND received_on IS NULL AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: request_ask_correction :exec
-- The applicant was told, once, what is to be corrected.
-- roles: staff
-- in: scope scope, id int64
UPDATE request SET correction_asked = 1
WHERE id = :id AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: request_correct :exec
-- The request after its correction.
-- roles: staff
-- in: scope scope, id int64, subject str, document_no str, description str
UPDATE request SET corrected = 1, subject = :subject, document_no = :document_no, description = :description
WHERE id = :id AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: request_ask_extension :exec
-- By how many working days the reply is to be put off; 0: not any more.
-- roles: staff
-- in: scope scope, id int64, days int64
UPDATE request SET extension_asked = :days
WHERE id = :id AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: request_extend :exec
-- The extension was approved.
-- roles: staff
-- in: scope scope, id int64
UPDATE request SET extended = 1
WHERE id = :id AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: request_charge :exec
-- What is asked for, and what was paid.
-- roles: staff
-- in: scope scope, id int64, fee_fen int64, paid_fen int64
UPDATE request SET fee_fen = :fee_fen, fee_paid_fen = :paid_fen
WHERE id = :id AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: request_draft_reply :exec
-- The reply as it is proposed; it has no day yet.
-- roles: staff
-- in: scope scope, id int64, proposed str, reply str, evidence str
UPDATE request SET proposed = :proposed, reply = :reply, evidence = :evidence
WHERE id = :id AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: request_decide :exec
-- How it ended, and when.
-- roles: staff
-- in: scope scope, id int64, result str, letter_no str, decided_on date
UPDATE request SET result = :result, letter_no = :letter_no, decided_on = :decided_on
WHERE id = :id AND result IS NULL AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: request_serve :exec
-- When and how the reply was served.
-- roles: staff
-- in: scope scope, id int64, served_on date, way str
UPDATE request SET served_on = :served_on, serve_way = :way
WHERE id = :id AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: request_of_same :many
-- Other requests of the same identity, newest first: for excessive and repeated ones (711 Art. 35, 36(六)).
-- roles: staff
-- in: scope scope, id int64, mark str
-- out: id int64, number str, subject str, arrived_on date, result str?
SELECT id, number, subject, arrived_on, result FROM request
WHERE identity_mark = :mark AND :mark <> '' AND id <> :id AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~'
ORDER BY arrived_on DESC, id DESC LIMIT 50;

-- name: request_codes_of_same :many
-- Marks of the codes of other requests of the same identity since a day: is this one sent again?
-- roles: staff
-- in: scope scope, id int64, mark str, since date
-- out: id int64, number str, code_mark str
SELECT id, number, code_mark FROM request
WHERE identity_mark = :mark AND :mark <> '' AND arrived_on >= :since AND id <> :id
  AND site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~'
ORDER BY id;

-- name: request_month_count :one
-- How many requests of one identity arrived within a span of days, up to and including this one: what the fee by
-- item counts (国办函〔2020〕109号 Art. 3).
-- roles: staff
-- in: scope scope, id int64, mark str, first date, last date
-- out: n int64
SELECT count(*) FROM request
WHERE identity_mark = :mark AND :mark <> '' AND arrived_on >= :first AND arrived_on <= :last AND id <= :id
  AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: request_waiting :many
-- Cases in a state that a job looks after, oldest first.
-- roles: system
-- unscoped: a job serves every site
-- in: state str, size int64
-- out: id int64, site_id int64, version int64, channel str, arrived_on date
SELECT c.id, c.site_id, c.version, r.channel, r.arrived_on FROM flow_case c JOIN request r ON r.id = c.id
WHERE c.kind = 'request' AND c.state = :state ORDER BY c.id LIMIT :size;

-- name: opinion_insert :exec
-- What is asked of whom.
-- roles: staff
-- in: scope scope, id int64, request_id int64, kind str, party str, question str, received_on date
INSERT INTO opinion (id, site_id, organ_path, request_id, kind, party, question, received_on, reasons)
SELECT c.id, c.site_id, c.organ_path, r.id, :kind, :party, :question, :received_on, ''
FROM flow_case c JOIN request r ON r.id = :request_id AND r.site_id = c.site_id
WHERE c.id = :id AND c.site_id = :scope.site
  AND c.organ_path >= :scope.organs AND c.organ_path < :scope.organs || '~';

-- name: opinion_get :opt
-- One opinion, with the request it belongs to.
-- roles: staff
-- in: scope scope, id int64
-- out: request_id int64, number str, kind str, party str, question str, received_on date, answer str?, reasons str
SELECT p.request_id, r.number, p.kind, p.party, p.question, p.received_on, p.answer, p.reasons
FROM opinion p JOIN request r ON r.id = p.request_id AND r.site_id = p.site_id
WHERE p.id = :id AND p.site_id = :scope.site
  AND p.organ_path >= :scope.organs AND p.organ_path < :scope.organs || '~';

-- name: opinion_of_request :many
-- The opinions asked for on a request, in order.
-- roles: staff
-- in: scope scope, request_id int64
-- out: id int64, kind str, party str, received_on date, answer str?, reasons str, state str
SELECT p.id, p.kind, p.party, p.received_on, p.answer, p.reasons, c.state
FROM opinion p JOIN flow_case c ON c.id = p.id AND c.site_id = p.site_id
WHERE p.request_id = :request_id AND p.site_id = :scope.site
  AND p.organ_path >= :scope.organs AND p.organ_path < :scope.organs || '~'
ORDER BY p.id;

-- name: opinion_answer :exec
-- What was answered, or that nothing was.
-- roles: staff
-- in: scope scope, id int64, answer str, reasons str
UPDATE opinion SET answer = :answer, reasons = :reasons
WHERE id = :id AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: opinion_waiting :many
-- Opinions that are still out, for the job that looks after their day.
-- roles: system
-- unscoped: a job serves every site
-- in: today date, size int64
-- out: id int64, site_id int64, version int64
SELECT c.id, c.site_id, c.version FROM flow_case c
WHERE c.kind = 'opinion' AND c.state = 'asked' AND c.due_on < :today ORDER BY c.id LIMIT :size;

-- name: request_overdue :many
-- Cases of a state whose clock has run out.
-- roles: system
-- unscoped: a job serves every site
-- in: state str, clock str, today date, size int64
-- out: id int64, site_id int64, version int64
SELECT c.id, c.site_id, c.version FROM flow_case c
JOIN flow_clock k ON k.case_id = c.id AND k.clock = :clock
WHERE c.kind = 'request' AND c.state = :state AND k.state = 'running' AND k.due_on < :today
ORDER BY c.id LIMIT :size;

-- name: request_office_upwards :many
-- What the letters of an organ and of those above it say, the nearest first.
-- roles: staff
-- in: scope scope, organ_path str
-- out: review_body str, court str, letter_prefix str
SELECT review_body, court, letter_prefix FROM request_office
WHERE site_id = :scope.site AND organ_path >= '/' AND :scope.organs <> ''
  AND substr(:organ_path, 1, length(organ_path)) = organ_path
ORDER BY length(organ_path) DESC;

-- name: request_offices :many
-- What the letters of each organ of the scope say; empty where it says nothing of its own.
-- roles: staff
-- in: scope scope
-- out: id int64, name str, review_body str, court str, letter_prefix str
SELECT o.id, o.name, coalesce(f.review_body, ''), coalesce(f.court, ''), coalesce(f.letter_prefix, '')
FROM organ o LEFT JOIN request_office f ON f.organ_id = o.id AND f.site_id = o.site_id
WHERE o.site_id = :scope.site AND o.path >= :scope.organs AND o.path < :scope.organs || '~'
ORDER BY o.path;

-- name: request_office_put :exec
-- Sets what the letters of an organ say.
-- roles: staff
-- in: scope scope, organ_id int64, review_body str, court str, letter_prefix str
INSERT INTO request_office (organ_id, site_id, organ_path, review_body, court, letter_prefix)
SELECT o.id, o.site_id, o.path, :review_body, :court, :letter_prefix FROM organ o
WHERE o.id = :organ_id AND o.site_id = :scope.site
  AND o.path >= :scope.organs AND o.path < :scope.organs || '~'
ON CONFLICT (organ_id) DO UPDATE SET review_body = excluded.review_body, court = excluded.court,
    letter_prefix = excluded.letter_prefix;

-- name: fig_request_new :figure
-- Requests received within a span of days.
-- roles: staff
-- in: scope scope, type str, first date, last date
-- list: id int64 = r.id, title str = r.number || ' ' || r.subject, organ str = o.name, day date? = r.received_on
-- order: r.received_on, r.id
FROM request r JOIN flow_case c ON c.id = r.id AND c.site_id = r.site_id
JOIN organ o ON o.id = c.organ_id AND o.site_id = r.site_id
WHERE r.received_on >= :first AND r.received_on <= :last AND (:type = '' OR r.applicant_type = :type)
  AND r.site_id = :scope.site
  AND r.organ_path >= :scope.organs AND r.organ_path < :scope.organs || '~';

-- name: fig_request_carried :figure
-- Requests received before a day and not ended before it: carried over.
-- roles: staff
-- in: scope scope, type str, day date
-- list: id int64 = r.id, title str = r.number || ' ' || r.subject, organ str = o.name, day date? = r.received_on
-- order: r.received_on, r.id
FROM request r JOIN flow_case c ON c.id = r.id AND c.site_id = r.site_id
JOIN organ o ON o.id = c.organ_id AND o.site_id = r.site_id
WHERE r.received_on < :day AND (r.decided_on IS NULL OR r.decided_on >= :day)
  AND (:type = '' OR r.applicant_type = :type)
  AND r.site_id = :scope.site
  AND r.organ_path >= :scope.organs AND r.organ_path < :scope.organs || '~';

-- name: fig_request_result :figure
-- Requests that ended within a span of days, with one result or, if that is empty, with any.
-- roles: staff
-- in: scope scope, type str, result str, first date, last date
-- list: id int64 = r.id, title str = r.number || ' ' || r.subject, organ str = o.name, day date? = r.decided_on
-- order: r.decided_on, r.id
FROM request r JOIN flow_case c ON c.id = r.id AND c.site_id = r.site_id
JOIN organ o ON o.id = c.organ_id AND o.site_id = r.site_id
WHERE r.received_on IS NOT NULL AND r.decided_on >= :first AND r.decided_on <= :last
  AND (:type = '' OR r.applicant_type = :type) AND (:result = '' OR r.result = :result)
  AND r.site_id = :scope.site
  AND r.organ_path >= :scope.organs AND r.organ_path < :scope.organs || '~';

-- name: request_moved_requests :exec
-- What belongs to organs that stand elsewhere (core/organ_change).
-- roles: staff
-- in: scope scope, was str, now str
UPDATE request SET organ_path = :now || substr(organ_path, length(:was) + 1)
WHERE site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~'
  AND organ_path >= :was AND organ_path < :was || '~';

-- name: request_moved_opinions :exec
-- What belongs to organs that stand elsewhere (core/organ_change).
-- roles: staff
-- in: scope scope, was str, now str
UPDATE opinion SET organ_path = :now || substr(organ_path, length(:was) + 1)
WHERE site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~'
  AND organ_path >= :was AND organ_path < :was || '~';

-- name: request_moved_offices :exec
-- What belongs to organs that stand elsewhere (core/organ_change).
-- roles: staff
-- in: scope scope, was str, now str
UPDATE request_office SET organ_path = :now || substr(organ_path, length(:was) + 1)
WHERE site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~'
  AND organ_path >= :was AND organ_path < :was || '~';

-- name: request_office_gone :exec
-- The letters of an organ that is deleted (core/organ_change).
-- roles: staff
-- in: scope scope, organ_id int64
DELETE FROM request_office WHERE organ_id = :organ_id AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: request_numbered :many
-- Requests by a part of their number or of the number of the letter that answered, newest first.
-- roles: staff
-- in: scope scope, number str, size int64
-- out: id int64
SELECT id FROM request
WHERE (lower(number) LIKE :number ESCAPE '!' OR lower(letter_no) LIKE :number ESCAPE '!')
  AND site_id = :scope.site AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~'
ORDER BY id DESC LIMIT :size;
