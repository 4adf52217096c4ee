-- Cases, their events and their clocks. Only core/flow writes these tables.

-- name: flow_case_insert :one
-- A new case in its first state.
-- roles: staff
-- in: scope scope, organ_id int64, organ_path str, kind str, state str, title str, closed_at ms?, now ms
-- out: id int64
INSERT INTO flow_case (site_id, organ_id, organ_path, kind, state, version, title, closed_ms, created_ms, changed_ms)
SELECT :scope.site, :organ_id, :organ_path, :kind, :state, 1, :title, :closed_at, :now, :now
WHERE :organ_path >= :scope.organs AND :organ_path < :scope.organs || '~'
RETURNING id;

-- name: flow_organ :opt
-- An organ within the scope: where a case may be made.
-- roles: staff
-- in: scope scope, id int64
-- out: path str, name str
SELECT path, name FROM organ WHERE id = :id AND site_id = :scope.site
  AND path >= :scope.organs AND path < :scope.organs || '~';

-- name: flow_case_get :opt
-- One case within the scope of the person who asks.
-- roles: staff
-- in: scope scope, id int64
-- out: id int64, organ_id int64, organ_path str, kind str, state str, version int64, title str, created_at ms, changed_at ms, closed_at ms?, due_on date?, due_clock str?, organ str
SELECT c.id, c.organ_id, c.organ_path, c.kind, c.state, c.version, c.title, c.created_ms, c.changed_ms,
       c.closed_ms, c.due_on, c.due_clock, o.name
FROM flow_case c JOIN organ o ON o.id = c.organ_id AND o.site_id = c.site_id
WHERE c.id = :id AND c.site_id = :scope.site
  AND c.organ_path >= :scope.organs AND c.organ_path < :scope.organs || '~';

-- name: flow_case_move :exec
-- The state and version after a step; changes nothing when the version has moved.
-- roles: staff
-- in: scope scope, id int64, version int64, state str, closed_at ms?, now ms
UPDATE flow_case
SET state = :state, version = version + 1, closed_ms = :closed_at, changed_ms = :now
WHERE id = :id AND version = :version AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: flow_case_retitle :exec
-- A case is listed under the title of its content.
-- roles: staff
-- in: scope scope, id int64, title str
UPDATE flow_case SET title = :title
WHERE id = :id AND site_id = :scope.site
  AND organ_path >= :scope.organs AND organ_path < :scope.organs || '~';

-- name: flow_case_due :exec
-- The earliest open clock of a case, for lists.
-- roles: system
-- unscoped: follows a clock that was just computed, for the case that owns it
-- in: id int64, due_on date?, due_clock str?
UPDATE flow_case SET due_on = :due_on, due_clock = :due_clock WHERE id = :id;

-- name: flow_event_insert :one
-- Appends to the history of a case; seq is the version that the step made.
-- roles: system
-- in: case_id int64, seq int64, event str, from_state str, to_state str, staff_id int64?, actor str, at ms, note str, fields str
-- out: id int64
INSERT INTO flow_event (case_id, seq, event, from_state, to_state, staff_id, actor, at_ms, note, fields)
VALUES (:case_id, :seq, :event, :from_state, :to_state, :staff_id, :actor, :at, :note, :fields)
RETURNING id;

-- name: flow_event_list :many
-- The history of a case, oldest first.
-- roles: system
-- in: case_id int64
-- out: id int64, seq int64, event str, from_state str, to_state str, staff_id int64?, actor str, at ms, note str, fields str
SELECT id, seq, event, from_state, to_state, staff_id, actor, at_ms, note, fields
FROM flow_event WHERE case_id = :case_id ORDER BY seq;

-- name: flow_clock_event_insert :exec
-- Something that moved a clock.
-- roles: system
-- in: case_id int64, clock str, kind str, on_day date, at ms, length int64, fixed_on date?, event_id int64, note str
INSERT INTO flow_clock_event (case_id, clock, kind, on_day, at_ms, length, fixed_on, event_id, note)
VALUES (:case_id, :clock, :kind, :on_day, :at, :length, :fixed_on, :event_id, :note);

-- name: flow_clock_event_void :exec
-- A clock begins anew: what was counted before no longer counts.
-- roles: system
-- in: case_id int64, clock str, event_id int64
UPDATE flow_clock_event SET voided_by = :event_id
WHERE case_id = :case_id AND clock = :clock AND voided_by IS NULL;

-- name: flow_clock_event_list :many
-- All that moves the clocks of a case, in order.
-- roles: system
-- in: case_id int64
-- out: id int64, clock str, kind str, on_day date, at ms, length int64, fixed_on date?, event_id int64, note str
SELECT id, clock, kind, on_day, at_ms, length, fixed_on, event_id, note
FROM flow_clock_event WHERE case_id = :case_id AND voided_by IS NULL ORDER BY id;

-- name: flow_clock_started :opt
-- The last thing that started, restarted or stopped a clock of a case.
-- roles: system
-- in: case_id int64, clock str
-- out: kind str, on_day date
SELECT kind, on_day FROM flow_clock_event
WHERE case_id = :case_id AND clock = :clock AND voided_by IS NULL AND kind IN ('start', 'restart', 'stop')
ORDER BY id DESC LIMIT 1;

-- name: flow_clock_put :exec
-- What a clock says after its events, for lists.
-- roles: system
-- in: case_id int64, clock str, state str, started_on date?, due_on date?, provisional bool, stopped_on date?
INSERT INTO flow_clock (case_id, clock, state, started_on, due_on, provisional, stopped_on)
VALUES (:case_id, :clock, :state, :started_on, :due_on, :provisional, :stopped_on)
ON CONFLICT (case_id, clock) DO UPDATE SET state = excluded.state, started_on = excluded.started_on,
    due_on = excluded.due_on, provisional = excluded.provisional, stopped_on = excluded.stopped_on;

-- name: flow_clock_list :many
-- The clocks of a case as they were last stored.
-- roles: system
-- in: case_id int64
-- out: clock str, state str, started_on date?, due_on date?, provisional bool, stopped_on date?
SELECT clock, state, started_on, due_on, provisional, stopped_on
FROM flow_clock WHERE case_id = :case_id ORDER BY clock;

-- name: flow_clock_open_each :each
-- Every clock that still runs or stands, with its case: after a calendar was loaded.
-- roles: system
-- unscoped: a calendar is the same for every site
-- out: case_id int64, kind str, clock str, title str, due_on date?, site_id int64
SELECT k.case_id, c.kind, k.clock, c.title, k.due_on, c.site_id
FROM flow_clock k JOIN flow_case c ON c.id = k.case_id
WHERE k.state IN ('running', 'paused') ORDER BY k.case_id, k.clock;

-- name: flow_case_each :each
-- Every case, for the checks of the whole installation.
-- roles: system
-- unscoped: `gongkai check` looks at everything
-- out: id int64, site_id int64, kind str, state str, version int64, due_on date?, due_clock str?
SELECT id, site_id, kind, state, version, due_on, due_clock FROM flow_case ORDER BY id;

-- name: flow_case_page :many
-- A page of cases; each filter may be absent. `late_before` and `due_until` leave only what is due before or by that day and does not stand still; `word`s are
-- LIKE patterns in lower case with `!` as the escape, `ids` those found elsewhere as ',1,2,'. `sort` is changed, created, oldest, title; else
-- those due come first.
-- roles: staff
-- row: flow_case_line
-- in: scope scope, kind str?, state str?, organ_id int64?, late_before date?, due_until date?, open int64?, begun_by int64?, word str?, word2 str?, word3 str?, ids str, sort str, size int64, skip int64
-- out: id int64, kind str, state str, version int64, title str, organ_id int64, organ str, created_at ms, changed_at ms, due_on date?, due_clock str?, paused bool, begun_by str, last_by str
SELECT c.id, c.kind, c.state, c.version, c.title, c.organ_id, o.short_name, c.created_ms, c.changed_ms,
       c.due_on, c.due_clock,
       CASE WHEN EXISTS (SELECT 1 FROM flow_clock k WHERE k.case_id = c.id AND k.clock = c.due_clock
                         AND k.state = 'paused') THEN 1 ELSE 0 END,
       COALESCE((SELECT e.actor FROM flow_event e WHERE e.case_id = c.id AND e.seq = 1), ''),
       COALESCE((SELECT e.actor FROM flow_event e WHERE e.case_id = c.id AND e.seq = c.version), '')
FROM (SELECT c.id, c.kind, c.state, c.version, c.title, c.organ_id, c.site_id, c.created_ms, c.changed_ms, c.due_on, c.due_clock
      FROM flow_case c
      WHERE c.site_id = :scope.site
        AND c.organ_path >= :scope.organs AND c.organ_path < :scope.organs || '~'
        AND (CAST(:kind AS TEXT) IS NULL OR c.kind = :kind)
        AND (CAST(:state AS TEXT) IS NULL OR c.state = :state)
        AND (CAST(:organ_id AS BIGINT) IS NULL OR c.organ_id = :organ_id)
        AND (CAST(:late_before AS TEXT) IS NULL OR (c.due_on < :late_before
             AND NOT EXISTS (SELECT 1 FROM flow_clock k WHERE k.case_id = c.id AND k.clock = c.due_clock AND k.state = 'paused')))
        AND (CAST(:due_until AS TEXT) IS NULL OR (c.due_on <= :due_until
             AND NOT EXISTS (SELECT 1 FROM flow_clock k WHERE k.case_id = c.id AND k.clock = c.due_clock AND k.state = 'paused')))
        AND (CAST(:open AS BIGINT) IS NULL OR (:open = 1 AND c.closed_ms IS NULL) OR (:open = 0 AND c.closed_ms IS NOT NULL))
        AND (CAST(:begun_by AS BIGINT) IS NULL OR EXISTS (SELECT 1 FROM flow_event e WHERE e.case_id = c.id AND e.seq = 1
             AND e.staff_id = :begun_by))
        AND (CAST(:word AS TEXT) IS NULL OR (:ids <> '' AND :ids LIKE '%,' || c.id || ',%')
             OR (lower(c.title) LIKE :word ESCAPE '!'
                 AND (CAST(:word2 AS TEXT) IS NULL OR lower(c.title) LIKE :word2 ESCAPE '!')
                 AND (CAST(:word3 AS TEXT) IS NULL OR lower(c.title) LIKE :word3 ESCAPE '!')))
      ORDER BY CASE WHEN :sort = 'changed' THEN -c.changed_ms WHEN :sort = 'created' THEN -c.created_ms WHEN :sort = 'oldest' THEN c.created_ms END,
          CASE WHEN :sort = 'title' THEN c.title END,
          CASE WHEN c.due_on IS NULL THEN 1 ELSE 0 END, c.due_on, c.id DESC
      LIMIT :size OFFSET :skip
     ) c JOIN organ o ON o.id = c.organ_id AND o.site_id = c.site_id
ORDER BY CASE WHEN :sort = 'changed' THEN -c.changed_ms WHEN :sort = 'created' THEN -c.created_ms WHEN :sort = 'oldest' THEN c.created_ms END,
    CASE WHEN :sort = 'title' THEN c.title END,
    CASE WHEN c.due_on IS NULL THEN 1 ELSE 0 END, c.due_on, c.id DESC;

-- name: flow_case_count :one
-- How many cases flow_case_page would show in all.
-- roles: staff
-- in: scope scope, kind str?, state str?, organ_id int64?, late_before date?, due_until date?, open int64?, begun_by int64?, word str?, word2 str?, word3 str?, ids str
-- out: n int64
SELECT count(*) FROM flow_case c
WHERE c.site_id = :scope.site
  AND c.organ_path >= :scope.organs AND c.organ_path < :scope.organs || '~'
  AND (CAST(:kind AS TEXT) IS NULL OR c.kind = :kind)
  AND (CAST(:state AS TEXT) IS NULL OR c.state = :state)
  AND (CAST(:organ_id AS BIGINT) IS NULL OR c.organ_id = :organ_id)
  AND (CAST(:late_before AS TEXT) IS NULL OR (c.due_on < :late_before
       AND NOT EXISTS (SELECT 1 FROM flow_clock k WHERE k.case_id = c.id AND k.clock = c.due_clock AND k.state = 'paused')))
  AND (CAST(:due_until AS TEXT) IS NULL OR (c.due_on <= :due_until
       AND NOT EXISTS (SELECT 1 FROM flow_clock k WHERE k.case_id = c.id AND k.clock = c.due_clock AND k.state = 'paused')))
  AND (CAST(:open AS BIGINT) IS NULL OR (:open = 1 AND c.closed_ms IS NULL) OR (:open = 0 AND c.closed_ms IS NOT NULL))
  AND (CAST(:begun_by AS BIGINT) IS NULL OR EXISTS (SELECT 1 FROM flow_event e WHERE e.case_id = c.id AND e.seq = 1
       AND e.staff_id = :begun_by))
  AND (CAST(:word AS TEXT) IS NULL OR (:ids <> '' AND :ids LIKE '%,' || c.id || ',%')
       OR (lower(c.title) LIKE :word ESCAPE '!'
           AND (CAST(:word2 AS TEXT) IS NULL OR lower(c.title) LIKE :word2 ESCAPE '!')
           AND (CAST(:word3 AS TEXT) IS NULL OR lower(c.title) LIKE :word3 ESCAPE '!')));

-- name: flow_case_open :many
-- The open cases of a scope, most urgent first: the staff home picks those the person can move.
-- roles: staff
-- row: flow_case_line
-- in: scope scope, size int64
-- out: id int64, kind str, state str, version int64, title str, organ_id int64, organ str, created_at ms, changed_at ms, due_on date?, due_clock str?, paused bool, begun_by str, last_by str
SELECT c.id, c.kind, c.state, c.version, c.title, c.organ_id, o.short_name, c.created_ms, c.changed_ms,
       c.due_on, c.due_clock,
       CASE WHEN EXISTS (SELECT 1 FROM flow_clock k WHERE k.case_id = c.id AND k.clock = c.due_clock
                         AND k.state = 'paused') THEN 1 ELSE 0 END,
       COALESCE((SELECT e.actor FROM flow_event e WHERE e.case_id = c.id AND e.seq = 1), ''),
       COALESCE((SELECT e.actor FROM flow_event e WHERE e.case_id = c.id AND e.seq = c.version), '')
FROM flow_case c JOIN organ o ON o.id = c.organ_id AND o.site_id = c.site_id
WHERE c.site_id = :scope.site AND c.closed_ms IS NULL
  AND c.organ_path >= :scope.organs AND c.organ_path < :scope.organs || '~'
ORDER BY CASE WHEN c.due_on IS NULL THEN 1 ELSE 0 END, c.due_on, c.id
LIMIT :size;

-- name: flow_doers :many
-- Who did what on a case, and when last: some steps are not for the same person (四眼原则).
-- roles: system
-- in: case_id int64
-- out: event str, staff_id int64?, seq int64
SELECT event, staff_id, max(seq) FROM flow_event WHERE case_id = :case_id
GROUP BY event, staff_id ORDER BY max(seq) DESC;
