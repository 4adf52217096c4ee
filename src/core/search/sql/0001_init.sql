-- The search index that a node keeps beside PostgreSQL: the same names as in the database of an
-- SQLite installation (core/sql/0003_search.sql), so that the same statements search both, but with
-- a copy of the texts. All of it can be made again from publication and publication_change.

-- scoped: site
CREATE TABLE search_bin (
    site_id @INT@ NOT NULL,
    no @INT@ NOT NULL CHECK (no >= 0),
    column_id @INT@ NOT NULL,
    organ_id @INT@ NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (site_id, no),
    UNIQUE (site_id, column_id, organ_id, kind)
) @STRICT@;

-- scoped: site
CREATE TABLE search_text (
    id @ID@,
    publication_id @INT@ NOT NULL UNIQUE,
    site_id @INT@ NOT NULL,
    title TEXT NOT NULL,
    document_no TEXT NOT NULL,
    index_no TEXT NOT NULL,
    issuer TEXT NOT NULL,
    keywords TEXT NOT NULL,
    kind TEXT NOT NULL,
    validity TEXT NOT NULL,
    column_id @INT@ NOT NULL,
    organ_id @INT@ NOT NULL,
    published_ms @INT@ NOT NULL,
    body TEXT NOT NULL
) @STRICT@;

-- The first column costs no marks in the index: it is the one with most words.
-- scoped: site
CREATE VIRTUAL TABLE search_index USING fts5 (
    body, title, document_no, index_no, issuer, keywords,
    content = 'search_text', content_rowid = 'id', tokenize = 'gk', prefix = '1'
);

-- The last change that was taken in. When the database no longer has that change as it stands here,
-- it is another database, and all is made anew. seq is -1 while everything is being taken out.
CREATE TABLE search_cursor (
    one @INT@ NOT NULL PRIMARY KEY CHECK (one = 1),
    seq @INT@ NOT NULL,
    publication_id @INT@ NOT NULL,
    at_ms @INT@ NOT NULL
) @STRICT@;
INSERT INTO search_cursor (one, seq, publication_id, at_ms) VALUES (1, 0, 0, 0);

CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN
    INSERT INTO search_index (rowid, body, title, document_no, index_no, issuer, keywords)
    VALUES (NEW.id, NEW.body, NEW.title, NEW.document_no, NEW.index_no, NEW.issuer, NEW.keywords);
END;

-- Not while all goes at once.
CREATE TRIGGER search_text_removed BEFORE DELETE ON search_text
    WHEN (SELECT seq FROM search_cursor) >= 0
BEGIN
    INSERT INTO search_index (search_index, rowid, body, title, document_no, index_no, issuer, keywords)
    VALUES ('delete', OLD.id, OLD.body, OLD.title, OLD.document_no, OLD.index_no, OLD.issuer, OLD.keywords);
END;
