-- The few statements of the database layer itself.

-- name: schema_migration_list :many
-- What has been applied.
-- roles: system
-- out: module str, number int64, name str, checksum str
SELECT module, number, name, checksum FROM schema_migration ORDER BY module, number;

-- name: schema_migration_add :exec
-- Notes a migration, in the transaction that applied it.
-- roles: system
-- in: module str, number int64, name str, checksum str, applied ms
INSERT INTO schema_migration (module, number, name, checksum, applied_ms)
VALUES (:module, :number, :name, :checksum, :applied);

-- name: schema_lock :one
-- Waits until no other process migrates; held until the transaction ends. SQLite has BEGIN IMMEDIATE.
-- roles: system
-- in: key int64
-- out: locked str
-- pg:
SELECT CAST(pg_advisory_xact_lock(:key) AS TEXT) AS locked;

-- name: tags_notify :one
-- Sends tags to the other processes when this transaction commits.
-- roles: system
-- in: payload str
-- out: sent str
-- pg:
SELECT CAST(pg_notify('gongkai_tags', :payload) AS TEXT) AS sent;

-- name: server_settings :one
-- How this database writes and sorts text.
-- roles: system
-- out: encoding str, collation str, provider str
-- pg:
SELECT pg_encoding_to_char(encoding) AS encoding, datcollate AS collation,
       CAST(datlocprovider AS TEXT) AS provider
  FROM pg_database WHERE datname = current_database();
