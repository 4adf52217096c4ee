-- What every business stands on: sites, organs, accounts, cases and their clocks, audit, outbox,
-- files, settings. Moments are UTC milliseconds, days are ISO text, truth values are 0 or 1.

-- A portal with its own host names (集约化: one installation carries many).
CREATE TABLE site (
    id @ID@,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    domain TEXT NOT NULL,
    site_code TEXT NOT NULL,
    icp TEXT NOT NULL,
    police TEXT NOT NULL,
    sponsor TEXT NOT NULL,
    address TEXT NOT NULL,
    postcode TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    theme TEXT NOT NULL,
    icp_url TEXT NOT NULL,
    police_url TEXT NOT NULL,
    find_error_url TEXT NOT NULL,
    mark_url TEXT NOT NULL,
    created_ms @INT@ NOT NULL
) @STRICT@;

CREATE TABLE site_host (
    host TEXT NOT NULL PRIMARY KEY,
    site_id @INT@ NOT NULL REFERENCES site (id)
) @STRICT@;

-- The organs of a site as a tree. `path` lists the ids from the root to this organ, '/1/4/': whoever
-- may see an organ sees every organ whose path starts with its own.
-- scoped: site
CREATE TABLE organ (
    id @ID@,
    site_id @INT@ NOT NULL REFERENCES site (id),
    parent_id @INT@ REFERENCES organ (id),
    path TEXT NOT NULL,
    code TEXT NOT NULL,
    uscc TEXT NOT NULL,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    position @INT@ NOT NULL,
    UNIQUE (site_id, code)
) @STRICT@;
CREATE INDEX organ_path ON organ (site_id, path);

-- scoped: site
CREATE TABLE staff (
    id @ID@,
    site_id @INT@ NOT NULL REFERENCES site (id),
    organ_id @INT@ NOT NULL REFERENCES organ (id),
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    password TEXT NOT NULL,
    password_ms @INT@ NOT NULL,
    must_change @INT@ NOT NULL CHECK (must_change IN (0, 1)),
    active @INT@ NOT NULL CHECK (active IN (0, 1)),
    failures @INT@ NOT NULL,
    locked_until_ms @INT@ NOT NULL,
    last_login_ms @INT@,
    created_ms @INT@ NOT NULL,
    UNIQUE (site_id, login)
) @STRICT@;

-- scoped: site
CREATE TABLE role (
    id @ID@,
    site_id @INT@ NOT NULL REFERENCES site (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (site_id, code)
) @STRICT@;

CREATE TABLE role_permission (
    role_id @INT@ NOT NULL REFERENCES role (id),
    permission TEXT NOT NULL,
    PRIMARY KEY (role_id, permission)
) @STRICT@;

CREATE TABLE staff_role (
    staff_id @INT@ NOT NULL REFERENCES staff (id),
    role_id @INT@ NOT NULL REFERENCES role (id),
    PRIMARY KEY (staff_id, role_id)
) @STRICT@;

-- Only the digest of a session's token is kept: who reads the database cannot log in with it.
CREATE TABLE session (
    id @ID@,
    token_hash TEXT NOT NULL UNIQUE,
    staff_id @INT@ NOT NULL REFERENCES staff (id),
    csrf TEXT NOT NULL,
    address TEXT NOT NULL,
    created_ms @INT@ NOT NULL,
    seen_ms @INT@ NOT NULL,
    ended_ms @INT@
) @STRICT@;
CREATE INDEX session_staff ON session (staff_id);

CREATE TABLE api_token (
    id @ID@,
    token_hash TEXT NOT NULL UNIQUE,
    staff_id @INT@ NOT NULL REFERENCES staff (id),
    created_ms @INT@ NOT NULL,
    expires_ms @INT@ NOT NULL,
    used_ms @INT@,
    revoked_ms @INT@
) @STRICT@;

-- What was typed when a session had run out: given back after the next log-in of the same person.
CREATE TABLE lost_form (
    id @ID@,
    token_hash TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL,
    fields TEXT NOT NULL,
    saved_ms @INT@ NOT NULL
) @STRICT@;

-- The working days of a year as its notice sets them; amended by a row with a higher version.
CREATE TABLE calendar_year (
    year @INT@ NOT NULL,
    version @INT@ NOT NULL,
    source TEXT NOT NULL,
    days TEXT NOT NULL,
    loaded_ms @INT@ NOT NULL,
    PRIMARY KEY (year, version)
) @STRICT@;

-- One piece of business on its way: a document, a request, a letter. A module keeps what is
-- particular to it in a table of its own under the same id. `due_on` repeats the earliest open
-- clock, so that lists sort; whether that is late is a matter of the day one asks.
-- scoped: site organ
CREATE TABLE flow_case (
    id @ID@,
    site_id @INT@ NOT NULL REFERENCES site (id),
    organ_id @INT@ NOT NULL REFERENCES organ (id),
    organ_path TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    version @INT@ NOT NULL CHECK (version > 0),
    title TEXT NOT NULL,
    created_ms @INT@ NOT NULL,
    changed_ms @INT@ NOT NULL,
    closed_ms @INT@,
    due_on TEXT,
    due_clock TEXT
) @STRICT@;
CREATE INDEX flow_case_open ON flow_case (site_id, kind, state, due_on);
CREATE INDEX flow_case_due ON flow_case (site_id, due_on);

CREATE TABLE flow_event (
    id @ID@,
    case_id @INT@ NOT NULL REFERENCES flow_case (id),
    seq @INT@ NOT NULL,
    event TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    staff_id @INT@ REFERENCES staff (id),
    actor TEXT NOT NULL,
    at_ms @INT@ NOT NULL,
    note TEXT NOT NULL,
    fields TEXT NOT NULL,
    UNIQUE (case_id, seq)
) @STRICT@;

-- What moved a clock: the only source of a due date. A start that is typed anew (the day a document
-- was made was wrong) voids what was counted before; the rows stay. flow_clock repeats the outcome for lists and
-- is compared with a recomputation by `gongkai check`.
CREATE TABLE flow_clock_event (
    id @ID@,
    case_id @INT@ NOT NULL REFERENCES flow_case (id),
    clock TEXT NOT NULL,
    kind TEXT NOT NULL,
    on_day TEXT NOT NULL,
    at_ms @INT@ NOT NULL,
    length @INT@ NOT NULL,
    fixed_on TEXT,
    event_id @INT@ NOT NULL REFERENCES flow_event (id),
    note TEXT NOT NULL,
    voided_by @INT@ REFERENCES flow_event (id)
) @STRICT@;
CREATE INDEX flow_clock_event_case ON flow_clock_event (case_id, clock, id);

CREATE TABLE flow_clock (
    case_id @INT@ NOT NULL REFERENCES flow_case (id),
    clock TEXT NOT NULL,
    state TEXT NOT NULL,
    started_on TEXT,
    due_on TEXT,
    provisional @INT@ NOT NULL CHECK (provisional IN (0, 1)),
    stopped_on TEXT,
    PRIMARY KEY (case_id, clock)
) @STRICT@;
CREATE INDEX flow_clock_provisional ON flow_clock (provisional, state);

-- Who did what. Each record carries the SM3 digest of the one before and of itself; seq has no gap.
CREATE TABLE audit (
    seq @INT@ NOT NULL PRIMARY KEY,
    site_id @INT@ NOT NULL,
    at_ms @INT@ NOT NULL,
    staff_id @INT@,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    object_id @INT@ NOT NULL,
    detail TEXT NOT NULL,
    remote TEXT NOT NULL,
    previous TEXT NOT NULL,
    digest TEXT NOT NULL
) @STRICT@;
CREATE INDEX audit_object ON audit (object, object_id, seq);

-- The last link of the chain, in one row, so that writers queue behind one another.
CREATE TABLE audit_head (
    one @INT@ NOT NULL PRIMARY KEY CHECK (one = 1),
    seq @INT@ NOT NULL,
    digest TEXT NOT NULL
) @STRICT@;
INSERT INTO audit_head (one, seq, digest) VALUES (1, 0, '');

-- What is to leave the house. `dedupe` names the occasion, so that an event sends a thing once.
CREATE TABLE outbox (
    id @ID@,
    site_id @INT@ NOT NULL REFERENCES site (id),
    case_id @INT@ REFERENCES flow_case (id),
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    dedupe TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('queued', 'taken', 'sent', 'failed')),
    attempts @INT@ NOT NULL,
    next_ms @INT@ NOT NULL,
    last_error TEXT NOT NULL,
    created_ms @INT@ NOT NULL,
    sent_ms @INT@
) @STRICT@;
CREATE INDEX outbox_due ON outbox (channel, state, next_ms);

-- A stored upload; its bytes lie under files/ by digest.
-- scoped: site
CREATE TABLE file (
    id @ID@,
    site_id @INT@ NOT NULL REFERENCES site (id),
    digest TEXT NOT NULL,
    size @INT@ NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    staff_id @INT@ REFERENCES staff (id),
    created_ms @INT@ NOT NULL
) @STRICT@;
CREATE INDEX file_digest ON file (digest);

-- Running numbers that are never given twice.
CREATE TABLE sequence (
    site_id @INT@ NOT NULL REFERENCES site (id),
    name TEXT NOT NULL,
    period TEXT NOT NULL,
    last @INT@ NOT NULL,
    PRIMARY KEY (site_id, name, period)
) @STRICT@;

CREATE TABLE setting (
    site_id @INT@ NOT NULL REFERENCES site (id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (site_id, name)
) @STRICT@;
