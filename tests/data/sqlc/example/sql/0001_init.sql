-- What the tests of db and sqlc write to: values of every type, and a scoped table.

CREATE TABLE sample (
    id @ID@,
    number @INT@ NOT NULL,
    maybe_number @INT@,
    flag @INT@ NOT NULL CHECK (flag IN (0, 1)),
    maybe_flag @INT@,
    title TEXT NOT NULL,
    maybe_title TEXT,
    day TEXT NOT NULL,
    maybe_day TEXT,
    data @BLOB@ NOT NULL,
    maybe_data @BLOB@,
    body TEXT NOT NULL,
    at_ms @INT@ NOT NULL
) @STRICT@;

CREATE TABLE counter (
    id @ID@,
    name TEXT NOT NULL UNIQUE,
    n @INT@ NOT NULL
) @STRICT@;

-- scoped: site organ
CREATE TABLE paper (
    id @ID@,
    site_id @INT@ NOT NULL,
    organ_path TEXT NOT NULL,
    title TEXT NOT NULL
) @STRICT@;

-- scoped: site organ
CREATE VIEW paper_title AS SELECT id, site_id, organ_path, title FROM paper;

CREATE TABLE part (
    id @ID@,
    counter_id @INT@ NOT NULL REFERENCES counter (id) DEFERRABLE INITIALLY DEFERRED
) @STRICT@;

-- sqlite only
CREATE VIRTUAL TABLE word USING fts5 (text, tokenize = 'gk');
-- pg only
CREATE TABLE word (text TEXT NOT NULL);
-- both
