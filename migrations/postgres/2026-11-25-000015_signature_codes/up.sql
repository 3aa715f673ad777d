-- Codes sent to a signer by mail, with which a typed name is confirmed (chapter 10). The code itself is nowhere: it is made
-- from the id with the signing key. A try is counted before it is judged.
CREATE TABLE signature_codes (
    id UUID PRIMARY KEY,
    record_id UUID NOT NULL REFERENCES service_records (id),
    revision INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    signer_name TEXT NOT NULL,
    email TEXT NOT NULL,
    tries INTEGER NOT NULL,
    created_by UUID NOT NULL REFERENCES users (id),
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    signature_id UUID REFERENCES signatures (id)
);
CREATE INDEX signature_codes_by_record ON signature_codes (record_id, created_at, id);
