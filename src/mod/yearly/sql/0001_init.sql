-- The registers behind tables two and four of the annual report: what the office keeps through the
-- year, a row each, with its evidence.

-- What a row is, is its kind:
--   rules, normative                        a document made in `year`, repealed in `ended_year`
--   license_item … fee_item                 an item that exists from `year` until `ended_year`
--   license_decision … coercion_decision    decisions of `year`: `number` of them
--   fee_income                              what was charged in `year`: `amount_fen`
--   procurement                             a purchase of `year`: `amount_fen`
--   review, suit_direct, suit_after_review  a case of `year`, ended in `ended_year` with `outcome`
-- scoped: site organ
CREATE TABLE yearly (
    id @ID@,
    site_id @INT@ NOT NULL REFERENCES site (id),
    organ_id @INT@ NOT NULL REFERENCES organ (id),
    organ_path TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL CHECK (title <> ''),
    year @INT@ NOT NULL CHECK (year >= 1949),
    ended_year @INT@ CHECK (ended_year >= year),
    outcome TEXT NOT NULL CHECK (outcome IN ('', 'upheld', 'corrected', 'other')),
    number @INT@ NOT NULL CHECK (number >= 0),
    amount_fen @INT@ NOT NULL CHECK (amount_fen >= 0),
    evidence TEXT NOT NULL,
    created_ms @INT@ NOT NULL
) @STRICT@;
CREATE INDEX yearly_kind ON yearly (site_id, kind, year);

INSERT INTO role_permission (role_id, permission)
SELECT id, 'yearly.edit' FROM role WHERE code IN ('disclosure', 'disclosure_head');
