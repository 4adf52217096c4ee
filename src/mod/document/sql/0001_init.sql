-- Documents on their way to the public, under the id of their case.

-- The working copy. What the public sees is another row (core: publication), so that nothing typed
-- here shows before it has been reviewed and published.
-- scoped: site organ
CREATE TABLE document (
    id @INT@ NOT NULL PRIMARY KEY REFERENCES flow_case (id),
    site_id @INT@ NOT NULL REFERENCES site (id),
    organ_id @INT@ NOT NULL REFERENCES organ (id),
    organ_path TEXT NOT NULL,
    content_version @INT@ NOT NULL CHECK (content_version > 0),
    column_id @INT@ NOT NULL REFERENCES site_column (id),
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    tree TEXT NOT NULL,
    summary TEXT NOT NULL,
    attribute TEXT NOT NULL CHECK (attribute IN ('', 'active', 'on_request', 'withheld')),
    attribute_reason TEXT NOT NULL,
    document_no TEXT NOT NULL,
    index_no TEXT NOT NULL,
    issuer TEXT NOT NULL,
    source TEXT NOT NULL,
    theme TEXT NOT NULL,
    genre TEXT NOT NULL,
    keywords TEXT NOT NULL,
    art20 TEXT NOT NULL,
    validity TEXT NOT NULL,
    made_on TEXT,
    effective_on TEXT,
    repealed_on TEXT,
    interprets_id @INT@ REFERENCES document (id),
    saved_by TEXT NOT NULL,
    saved_ms @INT@ NOT NULL
) @STRICT@;

-- The saved states of the text before the present one: what it was, when, by whom.
-- scoped: site organ
CREATE TABLE document_version (
    document_id @INT@ NOT NULL REFERENCES document (id),
    site_id @INT@ NOT NULL REFERENCES site (id),
    organ_path TEXT NOT NULL,
    version @INT@ NOT NULL,
    title TEXT NOT NULL,
    tree TEXT NOT NULL,
    actor TEXT NOT NULL,
    at_ms @INT@ NOT NULL,
    PRIMARY KEY (document_id, version)
) @STRICT@;

-- scoped: site organ
CREATE TABLE document_file (
    document_id @INT@ NOT NULL REFERENCES document (id),
    site_id @INT@ NOT NULL REFERENCES site (id),
    organ_path TEXT NOT NULL,
    file_id @INT@ NOT NULL REFERENCES file (id),
    position @INT@ NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (document_id, file_id)
) @STRICT@;

-- Lines of an import that are already here, so that it can be repeated.
-- scoped: site
CREATE TABLE document_import (
    site_id @INT@ NOT NULL REFERENCES site (id),
    digest TEXT NOT NULL,
    document_id @INT@ NOT NULL REFERENCES document (id),
    PRIMARY KEY (site_id, digest)
) @STRICT@;
