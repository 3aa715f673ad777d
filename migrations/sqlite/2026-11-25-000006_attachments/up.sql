-- Files of service records (4.2, 4.3): seen with every revision from the first that has them up to the one they were
-- removed for. The bytes are in the object store under `storage_key`.
CREATE TABLE attachments (
    id BLOB PRIMARY KEY,
    record_id BLOB NOT NULL REFERENCES service_records (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    storage_key TEXT NOT NULL,
    from_revision INTEGER NOT NULL,
    until_revision INTEGER,
    uploaded_by BLOB NOT NULL REFERENCES users (id),
    uploaded_by_name TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX attachments_by_record ON attachments (record_id, id);
CREATE INDEX attachments_by_key ON attachments (storage_key);
