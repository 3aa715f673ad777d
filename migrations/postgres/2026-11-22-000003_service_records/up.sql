-- Service records (pre-sale reports and fault records): the head with the working revision (chapter 4).
CREATE TABLE service_records (
    id UUID PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    revision INTEGER NOT NULL,
    submitted_revision INTEGER,
    submitted_status TEXT,
    approved_revision INTEGER,
    version INTEGER NOT NULL,
    author_id UUID NOT NULL REFERENCES users (id),
    author_name TEXT NOT NULL,
    author_organisation_id UUID NOT NULL REFERENCES organisations (id),
    author_organisation_name TEXT NOT NULL,
    customer_id UUID REFERENCES customers (id),
    customer_name TEXT NOT NULL,
    customer_class TEXT,
    agent_id UUID REFERENCES organisations (id),
    escalated BOOLEAN NOT NULL,
    service_code TEXT,
    serial_key TEXT,
    reported_at TIMESTAMPTZ NOT NULL,
    submitted_at TIMESTAMPTZ,
    taken_by UUID REFERENCES users (id),
    taken_until TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    summary TEXT NOT NULL,
    content JSON NOT NULL,
    unparsed JSON NOT NULL
);
CREATE INDEX service_records_newest ON service_records (kind, reported_at, id);
CREATE INDEX service_records_by_author ON service_records (author_organisation_id, kind, reported_at, id);
CREATE INDEX service_records_by_agent ON service_records (agent_id, kind, reported_at, id);
CREATE INDEX service_records_by_customer ON service_records (customer_id, kind, reported_at, id);
CREATE INDEX service_records_by_serial ON service_records (serial_key, reported_at, id);
CREATE INDEX service_records_in_review ON service_records (submitted_status, submitted_at, id);

-- What was sent in, as it was sent in: one immutable row a submission.
CREATE TABLE record_revisions (
    record_id UUID NOT NULL REFERENCES service_records (id),
    revision INTEGER NOT NULL,
    content JSON NOT NULL,
    decision JSON NOT NULL,
    submitted_by UUID NOT NULL REFERENCES users (id),
    submitted_by_name TEXT NOT NULL,
    submitted_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (record_id, revision)
);

-- The verdict on a revision: at most one.
CREATE TABLE record_verdicts (
    record_id UUID NOT NULL,
    revision INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    comment TEXT NOT NULL,
    remarks JSON NOT NULL,
    reviewer_id UUID NOT NULL REFERENCES users (id),
    reviewer_name TEXT NOT NULL,
    decided_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (record_id, revision),
    FOREIGN KEY (record_id, revision) REFERENCES record_revisions (record_id, revision)
);

-- The timeline of a record.
CREATE TABLE record_events (
    id UUID PRIMARY KEY,
    record_id UUID NOT NULL REFERENCES service_records (id),
    at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL,
    revision INTEGER NOT NULL,
    actor_id UUID NOT NULL,
    actor_name TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX record_events_by_record ON record_events (record_id, at, id);

-- The database itself refuses to change or remove what is only ever added.
CREATE TRIGGER record_revisions_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON record_revisions
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER record_verdicts_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON record_verdicts
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER record_events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON record_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
