-- refused: 2: '-- scoped:' is followed by 'site' or 'site organ'
-- scoped: everyone
CREATE TABLE x (id @ID@) @STRICT@;
