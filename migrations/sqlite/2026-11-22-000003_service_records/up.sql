-- Service records (pre-sale reports and fault records): the head with the working revision (chapter 4).
CREATE TABLE service_records (
    id BLOB PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    revision INTEGER NOT NULL,
    submitted_revision INTEGER,
    submitted_status TEXT,
    approved_revision INTEGER,
    version INTEGER NOT NULL,
    author_id BLOB NOT NULL REFERENCES users (id),
    author_name TEXT NOT NULL,
    author_organisation_id BLOB NOT NULL REFERENCES organisations (id),
    author_organisation_name TEXT NOT NULL,
    customer_id BLOB REFERENCES customers (id),
    customer_name TEXT NOT NULL,
    customer_class TEXT,
    agent_id BLOB REFERENCES organisations (id),
    escalated BOOLEAN NOT NULL,
    service_code TEXT,
    serial_key TEXT,
    reported_at TEXT NOT NULL,
    submitted_at TEXT,
    taken_by BLOB REFERENCES users (id),
    taken_until TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    summary TEXT NOT NULL,
    content TEXT NOT NULL,
    unparsed TEXT NOT NULL
);
CREATE INDEX service_records_newest ON service_records (kind, reported_at, id);
CREATE INDEX service_records_by_author ON service_records (author_organisation_id, kind, reported_at, id);
CREATE INDEX service_records_by_agent ON service_records (agent_id, kind, reported_at, id);
CREATE INDEX service_records_by_customer ON service_records (customer_id, kind, reported_at, id);
CREATE INDEX service_records_by_serial ON service_records (serial_key, reported_at, id);
CREATE INDEX service_records_in_review ON service_records (submitted_status, submitted_at, id);

-- What was sent in, as it was sent in: one immutable row a submission.
CREATE TABLE record_revisions (
    record_id BLOB NOT NULL REFERENCES service_records (id),
    revision INTEGER NOT NULL,
    content TEXT NOT NULL,
    decision TEXT NOT NULL,
    submitted_by BLOB NOT NULL REFERENCES users (id),
    submitted_by_name TEXT NOT NULL,
    submitted_at TEXT NOT NULL,
    PRIMARY KEY (record_id, revision)
);

-- The verdict on a revision: at most one.
CREATE TABLE record_verdicts (
    record_id BLOB NOT NULL,
    revision INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    comment TEXT NOT NULL,
    remarks TEXT NOT NULL,
    reviewer_id BLOB NOT NULL REFERENCES users (id),
    reviewer_name TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (record_id, revision),
    FOREIGN KEY (record_id, revision) REFERENCES record_revisions (record_id, revision)
);

-- The timeline of a record.
CREATE TABLE record_events (
    id BLOB PRIMARY KEY,
    record_id BLOB NOT NULL REFERENCES service_records (id),
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    revision INTEGER NOT NULL,
    actor_id BLOB NOT NULL,
    actor_name TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX record_events_by_record ON record_events (record_id, at, id);

-- The database itself refuses to change or remove what is only ever added.
CREATE TRIGGER record_revisions_no_update BEFORE UPDATE ON record_revisions
BEGIN SELECT RAISE(ABORT, 'record_revisions is append-only'); END;
CREATE TRIGGER record_revisions_no_delete BEFORE DELETE ON record_revisions
BEGIN SELECT RAISE(ABORT, 'record_revisions is append-only'); END;
CREATE TRIGGER record_verdicts_no_update BEFORE UPDATE ON record_verdicts
BEGIN SELECT RAISE(ABORT, 'record_verdicts is append-only'); END;
CREATE TRIGGER record_verdicts_no_delete BEFORE DELETE ON record_verdicts
BEGIN SELECT RAISE(ABORT, 'record_verdicts is append-only'); END;
CREATE TRIGGER record_events_no_update BEFORE UPDATE ON record_events
BEGIN SELECT RAISE(ABORT, 'record_events is append-only'); END;
CREATE TRIGGER record_events_no_delete BEFORE DELETE ON record_events
BEGIN SELECT RAISE(ABORT, 'record_events is append-only'); END;
