-- refused: 1: an '@' is left: the tokens are @ID@ @INT@ @BLOB@ @STRICT@
CREATE TABLE x (id @SERIAL@) @STRICT@;
