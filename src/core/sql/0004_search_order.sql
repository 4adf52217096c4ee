-- The columns of the full-text index in the order of what a hit in them is worth: whether a word
-- stands in a title or a number is seen at the first place of its list, without a walk through all
-- places in the text. And the program enters a new publication itself (search_put): a trigger is a
-- statement of its own to FTS5, which writes out all it has gathered at each.

-- sqlite only

DROP TRIGGER search_doc_added;
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
