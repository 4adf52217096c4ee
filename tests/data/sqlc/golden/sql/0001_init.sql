-- scoped: site organ
CREATE TABLE paper (
    id @ID@,
    site_id @INT@ NOT NULL,
    organ_path TEXT NOT NULL,
    title TEXT NOT NULL,
    made_on TEXT NOT NULL,
    body TEXT NOT NULL,
    seal @BLOB@
) @STRICT@;
-- sqlite only
CREATE VIRTUAL TABLE word USING fts5 (text, tokenize = 'gk');
