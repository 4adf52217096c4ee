-- refused: 1: a '-- scoped:' does not stand in the line before a CREATE
-- scoped: site

CREATE TABLE x (id @ID@) @STRICT@;
