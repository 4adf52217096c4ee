-- scoped: site
CREATE TABLE notice (
    id @ID@,
    site_id @INT@ NOT NULL,
    title TEXT NOT NULL
) @STRICT@;
