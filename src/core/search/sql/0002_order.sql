-- As in the database of an SQLite installation (core/sql/0004_search_order.sql).

DROP TRIGGER search_text_added;
DROP TABLE search_index;

-- The first column costs no marks in the index.
-- scoped: site
CREATE VIRTUAL TABLE search_index USING fts5 (
    title, document_no, index_no, issuer, keywords, body,
    content = 'search_text', content_rowid = 'id', tokenize = 'gk', prefix = '1'
);
INSERT INTO search_index (search_index) VALUES ('rebuild');

-- More parts before they are merged, and more gathered before it is written out (some fifty laws,
-- in place of fifteen): an import is half again as fast, and searches are not slower.
INSERT INTO search_index (search_index, rank) VALUES ('automerge', 16);
INSERT INTO search_index (search_index, rank) VALUES ('hashsize', 4194304);
