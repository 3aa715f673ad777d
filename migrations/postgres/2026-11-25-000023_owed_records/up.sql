-- A row for each request whose work has ended and whose record was not handed in (chapter 2.3).
CREATE TABLE owed_records (
    request_id UUID PRIMARY KEY REFERENCES service_requests (id),
    due_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX owed_records_due ON owed_records (due_at);
