-- Notices, under the id of their case.

-- scoped: site organ
CREATE TABLE template (
    id @INT@ NOT NULL PRIMARY KEY REFERENCES flow_case (id),
    site_id @INT@ NOT NULL REFERENCES site (id),
    organ_path TEXT NOT NULL,
    title TEXT NOT NULL CHECK (title <> ''),
    text TEXT NOT NULL,
    until TEXT NOT NULL,
    shown_ms @INT@
) @STRICT@;
CREATE INDEX template_shown ON template (site_id, shown_ms);
