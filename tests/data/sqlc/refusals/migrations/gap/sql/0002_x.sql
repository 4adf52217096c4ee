-- refused: 1: number 1 is expected here: no gap, none twice
CREATE TABLE x (id @ID@) @STRICT@;
