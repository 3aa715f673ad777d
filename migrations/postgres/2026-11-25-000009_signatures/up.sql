-- Signatures of the customer on a fault record (4.3, chapter 10): who confirmed what, how, when and from where. `content`
-- is exactly what was signed, and `content_hash` its SHA-256; a later change of the record shows the signature as void.
CREATE TABLE signatures (
    id UUID PRIMARY KEY,
    record_id UUID NOT NULL REFERENCES service_records (id),
    revision INTEGER NOT NULL,
    method TEXT NOT NULL,
    signer_name TEXT NOT NULL,
    strokes JSON,
    picture TEXT,
    scan_sha256 TEXT,
    content TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    device TEXT NOT NULL,
    address TEXT NOT NULL,
    taken_by UUID NOT NULL REFERENCES users (id),
    taken_by_name TEXT NOT NULL,
    signed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX signatures_by_record ON signatures (record_id, id);

-- One-use links with which a customer signs on a device of its own; the token itself is told once and not kept.
CREATE TABLE signature_links (
    token_hash TEXT PRIMARY KEY,
    record_id UUID NOT NULL REFERENCES service_records (id),
    revision INTEGER NOT NULL,
    created_by UUID NOT NULL REFERENCES users (id),
    created_by_name TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);
CREATE INDEX signature_links_by_record ON signature_links (record_id);

-- The database itself refuses to change or remove what is only ever added.
CREATE TRIGGER signatures_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON signatures
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
