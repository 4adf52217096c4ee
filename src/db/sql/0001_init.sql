-- What has been done to the schema. Written by db/migrate.c alone; it is there before all others,
-- so it is made without knowing whether it is.
CREATE TABLE IF NOT EXISTS schema_migration (
    module TEXT NOT NULL,
    number @INT@ NOT NULL,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_ms @INT@ NOT NULL,
    PRIMARY KEY (module, number)
) @STRICT@;
