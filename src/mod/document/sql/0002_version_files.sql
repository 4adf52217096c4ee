-- Attachments belong to a version of the document, as its text does: what is reviewed (711 Art. 17)
-- is text and attachments together.

-- Versions from before this migration do not know what was attached to them.
ALTER TABLE document_version ADD COLUMN files_kept @INT@ NOT NULL DEFAULT 0 CHECK (files_kept IN (0, 1));

-- The attachments of the versions before the present one; those of the present are document_file.
-- scoped: site organ
CREATE TABLE document_version_file (
    document_id @INT@ NOT NULL,
    site_id @INT@ NOT NULL REFERENCES site (id),
    organ_path TEXT NOT NULL,
    version @INT@ NOT NULL,
    file_id @INT@ NOT NULL REFERENCES file (id),
    position @INT@ NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (document_id, version, file_id),
    FOREIGN KEY (document_id, version) REFERENCES document_version (document_id, version)
) @STRICT@;
CREATE INDEX document_version_file_file ON document_version_file (file_id);
