-- The full-text index over publications. On SQLite it lies here and moves with the row that it
-- indexes, whichever statement changes that row; beside PostgreSQL each node keeps a file of its
-- own (core/search/sql), fed by publication_change.

-- sqlite only

-- The values that searches filter and count by, once for each combination that occurs. `no` is a
-- part of search_doc.id; a number is never given another meaning.
-- scoped: site
CREATE TABLE search_bin (
    site_id @INT@ NOT NULL REFERENCES site (id),
    no @INT@ NOT NULL CHECK (no >= 0),
    column_id @INT@ NOT NULL,
    organ_id @INT@ NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (site_id, no),
    UNIQUE (site_id, column_id, organ_id, kind)
) @STRICT@;

-- What is indexed. `id` says site, bin and day (core/search_inside.h), so that a walk through the
-- hits of a word reads nothing but the index.
CREATE TABLE search_doc (
    id @ID@,
    publication_id @INT@ NOT NULL UNIQUE REFERENCES publication (id)
) @STRICT@;

-- scoped: site
CREATE VIEW search_text AS
SELECT d.id AS id, d.publication_id AS publication_id, p.site_id AS site_id, p.title AS title,
    COALESCE(p.document_no, '') AS document_no, p.index_no AS index_no, p.issuer AS issuer,
    p.keywords AS keywords, p.plain AS body, p.kind AS kind, p.validity AS validity,
    p.column_id AS column_id, p.organ_id AS organ_id, p.published_ms AS published_ms
FROM search_doc d JOIN publication p ON p.id = d.publication_id;

-- The first column costs no marks in the index: it is the one with most words.
-- scoped: site
CREATE VIRTUAL TABLE search_index USING fts5 (
    body, title, document_no, index_no, issuer, keywords,
    content = 'search_text', content_rowid = 'id', tokenize = 'gk', prefix = '1'
);

CREATE TRIGGER search_doc_added AFTER INSERT ON search_doc BEGIN
    INSERT INTO search_index (rowid, body, title, document_no, index_no, issuer, keywords)
    SELECT id, body, title, document_no, index_no, issuer, keywords
    FROM search_text WHERE id = NEW.id;
END;

-- The index forgets exactly the words it was given: they are read before the row changes.
CREATE TRIGGER search_doc_removed BEFORE DELETE ON search_doc BEGIN
    INSERT INTO search_index (search_index, rowid, body, title, document_no, index_no, issuer, keywords)
    SELECT 'delete', id, body, title, document_no, index_no, issuer, keywords
    FROM search_text WHERE id = OLD.id;
END;

CREATE TRIGGER publication_changes_search BEFORE UPDATE OF site_id, organ_id, column_id, kind, title,
    document_no, index_no, issuer, keywords, plain, published_ms ON publication
BEGIN
    DELETE FROM search_doc WHERE publication_id = OLD.id;
END;

CREATE TRIGGER publication_leaves_search BEFORE DELETE ON publication BEGIN
    DELETE FROM search_doc WHERE publication_id = OLD.id;
END;

-- pg only

-- Whoever changes a publication changes this row, so that of two such transactions the one that
-- commits later began after the other's commit, and publication_change.seq is in the order of
-- commits: a node that has read up to a number has missed none below it.
CREATE TABLE search_turn (
    one @INT@ NOT NULL PRIMARY KEY CHECK (one = 1),
    turns @INT@ NOT NULL
);
INSERT INTO search_turn (one, turns) VALUES (1, 0);
