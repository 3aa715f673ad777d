-- The audit trail as one chain of hashes (chapter 7). What is written waits here until the chainer links it.
CREATE TABLE audit_links (
    sequence BIGINT NOT NULL PRIMARY KEY,
    entry_id BLOB NOT NULL,
    format INTEGER NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    linked_at TEXT NOT NULL
);
CREATE UNIQUE INDEX audit_links_by_entry ON audit_links (entry_id);

CREATE TABLE audit_waiting (
    at TEXT NOT NULL,
    entry_id BLOB NOT NULL,
    PRIMARY KEY (at, entry_id)
) WITHOUT ROWID;

-- The database itself notes what waits, so that no entry can be written past the chain.
CREATE TRIGGER audit_entries_wait AFTER INSERT ON audit_entries
BEGIN INSERT INTO audit_waiting (at, entry_id) VALUES (NEW.at, NEW.id); END;

INSERT INTO audit_waiting (at, entry_id) SELECT at, id FROM audit_entries;

-- The filters of the auditor's page.
CREATE INDEX audit_entries_by_organisation ON audit_entries (organisation_id, at, id);
CREATE INDEX audit_entries_by_label ON audit_entries (lower(object_label), at, id);

-- The database itself refuses to change or remove what is only ever added.
CREATE TRIGGER audit_links_no_update BEFORE UPDATE ON audit_links
BEGIN SELECT RAISE(ABORT, 'audit_links is append-only'); END;
CREATE TRIGGER audit_links_no_delete BEFORE DELETE ON audit_links
BEGIN SELECT RAISE(ABORT, 'audit_links is append-only'); END;
