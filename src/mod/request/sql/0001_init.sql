-- Requests for information (依申请公开), under the id of their case, and the opinions that are
-- asked for on the way.

-- What was asked, by whom, and what became of it. `received_on` is the day of receipt by the
-- channel (711 Art. 31): written once, when it is certain, by the program; the annual report counts
-- by it. A corrected application restarts the clock and leaves this day alone.
-- Who it is that asks is sealed; `identity_mark` finds the other requests of the same person.
-- scoped: site organ
CREATE TABLE request (
    id @INT@ NOT NULL PRIMARY KEY REFERENCES flow_case (id),
    site_id @INT@ NOT NULL REFERENCES site (id),
    organ_path TEXT NOT NULL,
    number TEXT NOT NULL,
    code_mark TEXT NOT NULL,
    channel TEXT NOT NULL
        CHECK (channel IN ('online', 'counter', 'registered', 'post', 'fax', 'email', 'oral')),
    arrived_on TEXT NOT NULL,
    received_on TEXT,
    applicant_type TEXT NOT NULL
        CHECK (applicant_type IN ('natural', 'company', 'research', 'charity', 'legal', 'other')),
    applicant TEXT NOT NULL,
    identity_mark TEXT NOT NULL,
    person @BLOB@ NOT NULL,
    subject TEXT NOT NULL,
    document_no TEXT NOT NULL,
    description TEXT NOT NULL,
    form TEXT NOT NULL CHECK (form IN ('paper', 'electronic', 'disc', 'read')),
    route TEXT NOT NULL CHECK (route IN ('post', 'email', 'online', 'fax', 'collect', 'spot')),
    assistance @INT@ NOT NULL CHECK (assistance IN (0, 1)),
    correction_asked @INT@ NOT NULL CHECK (correction_asked IN (0, 1)),
    corrected @INT@ NOT NULL CHECK (corrected IN (0, 1)),
    extension_asked @INT@ NOT NULL,
    extended @INT@ NOT NULL CHECK (extended IN (0, 1)),
    fee_fen @INT@ NOT NULL CHECK (fee_fen >= 0),
    fee_paid_fen @INT@ NOT NULL CHECK (fee_paid_fen >= 0),
    proposed TEXT NOT NULL,
    result TEXT,
    reply TEXT NOT NULL,
    evidence TEXT NOT NULL,
    letter_no TEXT NOT NULL,
    decided_on TEXT,
    served_on TEXT,
    serve_way TEXT NOT NULL,
    -- One request ends in one result (711 Art. 36-39; the note to 部分公开 in table three), and what
    -- has a result has the day of it.
    CHECK ((result IS NULL) = (decided_on IS NULL)),
    CHECK (served_on IS NULL OR decided_on IS NOT NULL),
    CHECK (decided_on IS NULL OR received_on IS NULL OR decided_on >= received_on),
    UNIQUE (site_id, number)
) @STRICT@;
CREATE INDEX request_received ON request (site_id, received_on);
CREATE INDEX request_decided ON request (site_id, decided_on);
CREATE INDEX request_identity ON request (site_id, identity_mark, arrived_on);

-- An opinion that is asked of a third party (711 Art. 32) or of an agency that made the information
-- together with us (Art. 34): a case of its own with its own 15 working days.
-- scoped: site organ
CREATE TABLE opinion (
    id @INT@ NOT NULL PRIMARY KEY REFERENCES flow_case (id),
    site_id @INT@ NOT NULL REFERENCES site (id),
    organ_path TEXT NOT NULL,
    request_id @INT@ NOT NULL REFERENCES request (id),
    kind TEXT NOT NULL CHECK (kind IN ('third_party', 'co_agency')),
    party TEXT NOT NULL,
    question TEXT NOT NULL,
    received_on TEXT NOT NULL,
    answer TEXT CHECK (answer IN ('agree', 'refuse', 'silent')),
    reasons TEXT NOT NULL
) @STRICT@;
CREATE INDEX opinion_request ON opinion (request_id);

-- What letters of an organ say: to whom one turns against a reply, and the letters of its numbers.
-- scoped: site organ
CREATE TABLE request_office (
    organ_id @INT@ NOT NULL PRIMARY KEY REFERENCES organ (id),
    site_id @INT@ NOT NULL REFERENCES site (id),
    organ_path TEXT NOT NULL,
    review_body TEXT NOT NULL,
    court TEXT NOT NULL,
    letter_prefix TEXT NOT NULL
) @STRICT@;

-- Who handled disclosure before this version handles requests too, and a head decides.
INSERT INTO role (site_id, code, name)
SELECT id, 'disclosure_head', '政府信息公开工作机构负责人' FROM site WHERE true
ON CONFLICT (site_id, code) DO NOTHING;
INSERT INTO role_permission (role_id, permission)
SELECT id, 'request.intake' FROM role WHERE code = 'disclosure'
UNION ALL SELECT id, 'request.handle' FROM role WHERE code IN ('disclosure', 'disclosure_head')
UNION ALL SELECT id, 'request.person' FROM role WHERE code IN ('disclosure', 'disclosure_head')
UNION ALL SELECT id, 'request.head' FROM role WHERE code = 'disclosure_head';
