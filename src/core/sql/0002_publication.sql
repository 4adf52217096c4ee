-- What the public may see. Public pages, feeds, search and the public API read these tables and no
-- others; a draft has no row here. That nothing is published without a review (711 Art. 17), nor
-- anything that is not to be disclosed, is said by the constraints and holds for every program.

-- The columns (栏目) of a site as a tree; `path` is its address, 'policy/normative'.
-- scoped: site
CREATE TABLE site_column (
    id @ID@,
    site_id @INT@ NOT NULL REFERENCES site (id),
    parent_id @INT@ REFERENCES site_column (id),
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    description TEXT NOT NULL,
    keywords TEXT NOT NULL,
    art20 TEXT,
    position @INT@ NOT NULL,
    in_menu @INT@ NOT NULL CHECK (in_menu IN (0, 1)),
    UNIQUE (site_id, path)
) @STRICT@;

-- A completed review before publication (公开审查): who looked for secrets and for personal data,
-- when, on what basis, with what result. One for each version that goes out; a text that did not
-- pass has no row here but was returned, with a reason, in its history.
-- scoped: site organ
CREATE TABLE review (
    id @ID@,
    site_id @INT@ NOT NULL REFERENCES site (id),
    organ_id @INT@ NOT NULL REFERENCES organ (id),
    organ_path TEXT NOT NULL,
    case_id @INT@ NOT NULL REFERENCES flow_case (id),
    content_version @INT@ NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('pass', 'imported')),
    secrecy TEXT NOT NULL,
    privacy TEXT NOT NULL,
    basis TEXT NOT NULL,
    findings TEXT NOT NULL,
    staff_id @INT@ REFERENCES staff (id),
    reviewer TEXT NOT NULL,
    at_ms @INT@ NOT NULL,
    UNIQUE (id, case_id, content_version)
) @STRICT@;
CREATE INDEX review_case ON review (case_id, id);

-- scoped: site
CREATE TABLE publication (
    id @INT@ NOT NULL PRIMARY KEY REFERENCES flow_case (id),
    site_id @INT@ NOT NULL REFERENCES site (id),
    organ_id @INT@ NOT NULL REFERENCES organ (id),
    column_id @INT@ NOT NULL REFERENCES site_column (id),
    disclosure TEXT NOT NULL CHECK (disclosure = 'active'),
    review_id @INT@ NOT NULL,
    content_version @INT@ NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    html TEXT NOT NULL,
    plain TEXT NOT NULL,
    document_no TEXT,
    index_no TEXT NOT NULL,
    issuer TEXT NOT NULL,
    source TEXT NOT NULL,
    theme TEXT NOT NULL,
    genre TEXT NOT NULL,
    keywords TEXT NOT NULL,
    art20 TEXT,
    validity TEXT NOT NULL
        CHECK (validity IN ('valid', 'invalid', 'repealed', 'amended', 'pending', 'none')),
    made_on TEXT,
    effective_on TEXT,
    repealed_on TEXT,
    interprets_id @INT@,
    published_ms @INT@ NOT NULL,
    updated_ms @INT@ NOT NULL,
    UNIQUE (site_id, index_no),
    -- Of exactly this text: not of an earlier version, nor of another document.
    FOREIGN KEY (review_id, id, content_version) REFERENCES review (id, case_id, content_version)
) @STRICT@;
CREATE INDEX publication_site_date ON publication (site_id, published_ms, id);
CREATE INDEX publication_organ ON publication (site_id, organ_id, published_ms, id);
CREATE INDEX publication_updated ON publication (site_id, updated_ms);
-- With the order of its one question: otherwise the planner walks the whole site by date.
CREATE INDEX publication_interprets ON publication (site_id, interprets_id, published_ms)
    WHERE interprets_id IS NOT NULL;

-- A publication in its column and in each column above it: a list page reads one index range.
-- scoped: site
CREATE TABLE publication_place (
    site_id @INT@ NOT NULL REFERENCES site (id),
    column_id @INT@ NOT NULL REFERENCES site_column (id),
    published_ms @INT@ NOT NULL,
    publication_id @INT@ NOT NULL REFERENCES publication (id),
    PRIMARY KEY (site_id, column_id, published_ms, publication_id)
) @STRICT@;
CREATE INDEX publication_place_of ON publication_place (publication_id);

-- How many a column holds, those below it included; kept with every change, so that a page need
-- not count. `gongkai check` compares.
-- scoped: site
CREATE TABLE publication_count (
    site_id @INT@ NOT NULL REFERENCES site (id),
    column_id @INT@ NOT NULL PRIMARY KEY REFERENCES site_column (id),
    n @INT@ NOT NULL
) @STRICT@;

-- scoped: site
CREATE TABLE publication_file (
    site_id @INT@ NOT NULL REFERENCES site (id),
    publication_id @INT@ NOT NULL REFERENCES publication (id),
    file_id @INT@ NOT NULL REFERENCES file (id),
    position @INT@ NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (publication_id, file_id)
) @STRICT@;
CREATE INDEX publication_file_file ON publication_file (file_id);

-- What was withdrawn: the address answers 'withdrawn' (410) with this reason, and shows no text.
-- scoped: site
CREATE TABLE publication_gone (
    id @INT@ NOT NULL PRIMARY KEY REFERENCES flow_case (id),
    site_id @INT@ NOT NULL REFERENCES site (id),
    reason TEXT NOT NULL,
    gone_ms @INT@ NOT NULL
) @STRICT@;

-- Every change in order, for what is derived from publications (the search index of a node).
CREATE TABLE publication_change (
    seq @ID@,
    publication_id @INT@ NOT NULL,
    at_ms @INT@ NOT NULL
) @STRICT@;
