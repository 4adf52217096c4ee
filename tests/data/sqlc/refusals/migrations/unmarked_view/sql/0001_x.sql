-- refused: 5: view v shows the scoped 'x': mark it too
-- scoped: site
CREATE TABLE x (id @ID@) @STRICT@;

CREATE VIEW v AS SELECT id FROM x;
