-- refused: 2: CREATE TABLE x without @STRICT@
CREATE TABLE x (id @ID@);
