-- What the back office asks beside the flows' own statements, and the views that people keep.

-- name: office_mine :many
-- The open cases that a person has begun, most urgent first.
-- roles: staff
-- in: scope scope, staff_id int64, size int64
-- out: id int64, kind str, state str, title str, organ str, changed_at ms, due_on date?, due_clock str?, paused bool
SELECT c.id, c.kind, c.state, c.title, o.short_name, c.changed_ms, c.due_on, c.due_clock,
       CASE WHEN EXISTS (SELECT 1 FROM flow_clock k WHERE k.case_id = c.id AND k.clock = c.due_clock
                         AND k.state = 'paused') THEN 1 ELSE 0 END
FROM flow_case c JOIN organ o ON o.id = c.organ_id AND o.site_id = c.site_id
WHERE c.site_id = :scope.site AND c.closed_ms IS NULL
  AND c.organ_path >= :scope.organs AND c.organ_path < :scope.organs || '~'
  AND EXISTS (SELECT 1 FROM flow_event e WHERE e.case_id = c.id AND e.seq = 1 AND e.staff_id = :staff_id)
ORDER BY CASE WHEN c.due_on IS NULL THEN 1 ELSE 0 END, c.due_on, c.id
LIMIT :size;

-- name: office_nobodys :many
-- The open cases that no person has begun (imports, jobs): they wait for whoever may move them.
-- roles: staff
-- in: scope scope, size int64
-- out: id int64
SELECT c.id FROM flow_case c
WHERE c.site_id = :scope.site AND c.closed_ms IS NULL
  AND c.organ_path >= :scope.organs AND c.organ_path < :scope.organs || '~'
  AND EXISTS (SELECT 1 FROM flow_event e WHERE e.case_id = c.id AND e.seq = 1 AND e.staff_id IS NULL)
ORDER BY CASE WHEN c.due_on IS NULL THEN 1 ELSE 0 END, c.due_on, c.id
LIMIT :size;

-- name: office_just_made :many
-- Cases of this kind and title that the same person made a moment ago: perhaps a form sent twice.
-- roles: staff
-- in: scope scope, kind str, title str, staff_id int64, since ms
-- out: id int64, version int64, state str, fields str
SELECT c.id, c.version, c.state, e.fields FROM flow_case c JOIN flow_event e ON e.case_id = c.id AND e.seq = 1
WHERE c.site_id = :scope.site AND c.organ_path >= :scope.organs AND c.organ_path < :scope.organs || '~'
  AND c.kind = :kind AND c.title = :title AND c.created_ms >= :since AND e.staff_id = :staff_id
ORDER BY c.id DESC LIMIT 50;

-- name: office_event_at :opt
-- The step that made a version of a case.
-- roles: system
-- in: case_id int64, seq int64
-- out: id int64, event str, from_state str, staff_id int64?, fields str
SELECT id, event, from_state, staff_id, fields FROM flow_event WHERE case_id = :case_id AND seq = :seq;

-- name: office_own_organ :opt
-- The organ a person works in.
-- roles: staff
-- in: scope scope, staff_id int64
-- out: organ_id int64
SELECT s.organ_id FROM staff s JOIN organ o ON o.id = s.organ_id AND o.site_id = s.site_id
WHERE s.id = :staff_id AND s.site_id = :scope.site
  AND o.path >= :scope.organs AND o.path < :scope.organs || '~';

-- name: staff_view_list :many
-- The views of a person, in the order in which they were kept.
-- roles: staff
-- in: scope scope, staff_id int64, kind str
-- out: id int64, name str, query str
SELECT id, name, query FROM staff_view
WHERE site_id = :scope.site AND staff_id = :staff_id AND kind = :kind ORDER BY id;

-- name: staff_view_put :exec
-- Keeps a view; under a name that is there already it replaces that one.
-- roles: staff
-- in: scope scope, staff_id int64, kind str, name str, query str, now ms
INSERT INTO staff_view (site_id, staff_id, kind, name, query, created_ms)
VALUES (:scope.site, :staff_id, :kind, :name, :query, :now)
ON CONFLICT (staff_id, kind, name) DO UPDATE SET query = excluded.query;

-- name: staff_view_delete :exec
-- Forgets a view of this person.
-- roles: staff
-- in: scope scope, staff_id int64, kind str, id int64
DELETE FROM staff_view
WHERE id = :id AND kind = :kind AND staff_id = :staff_id AND site_id = :scope.site;
