-- Files of service requests (4.1): each came with a line of the timeline, and is read by whoever reads that line. The bytes
-- are in the object store under `storage_key`.
CREATE TABLE request_attachments (
    id UUID PRIMARY KEY,
    request_id UUID NOT NULL REFERENCES service_requests (id),
    event_id UUID NOT NULL REFERENCES request_events (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    storage_key TEXT NOT NULL,
    uploaded_by UUID NOT NULL REFERENCES users (id),
    uploaded_by_name TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX request_attachments_by_request ON request_attachments (request_id, id);
CREATE INDEX request_attachments_by_event ON request_attachments (event_id, id);
CREATE INDEX request_attachments_by_key ON request_attachments (storage_key);

-- What was said stays said, and what was sent with it stays with it.
CREATE TRIGGER request_attachments_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON request_attachments
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
