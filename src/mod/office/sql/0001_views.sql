-- Lists that a person comes back to: filters, order and columns under a name of his own.

-- `query` is the list's address without its path, as office_query_text writes it: never what was
-- typed. It names nothing but filters; what a person may see is asked anew each time.
-- scoped: site
CREATE TABLE staff_view (
    id @ID@,
    site_id @INT@ NOT NULL REFERENCES site (id),
    staff_id @INT@ NOT NULL REFERENCES staff (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    query TEXT NOT NULL,
    created_ms @INT@ NOT NULL,
    UNIQUE (staff_id, kind, name)
) @STRICT@;
