-- Service requests (chapter 4.1), what happened to them, their deadlines and what the watch waits for (chapter 3).
CREATE TABLE service_requests (
    id BLOB PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    open BOOLEAN NOT NULL,
    holder TEXT NOT NULL,
    reached_vendor BOOLEAN NOT NULL,
    severity INTEGER,
    customer_id BLOB NOT NULL REFERENCES customers (id),
    customer_name TEXT NOT NULL,
    customer_class TEXT NOT NULL,
    agent_id BLOB REFERENCES organisations (id),
    contact_id BLOB REFERENCES users (id),
    raised_by BLOB NOT NULL REFERENCES users (id),
    service_code TEXT NOT NULL,
    city TEXT NOT NULL,
    assignee_id BLOB REFERENCES users (id),
    assignee_name TEXT NOT NULL,
    profile TEXT NOT NULL,
    reported_at TEXT NOT NULL,
    escalated_at TEXT,
    resolved_at TEXT,
    confirmed_at TEXT,
    ended_at TEXT,
    record_since TEXT NOT NULL,
    next_due_at TEXT,
    updated_at TEXT NOT NULL,
    subject TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX service_requests_newest ON service_requests (reported_at, id);
CREATE INDEX service_requests_by_agent ON service_requests (agent_id, reported_at, id);
CREATE INDEX service_requests_by_customer ON service_requests (customer_id, reported_at, id);
CREATE INDEX service_requests_at_vendor ON service_requests (reached_vendor, reported_at, id);
CREATE INDEX service_requests_by_assignee ON service_requests (assignee_id, reported_at, id);
CREATE INDEX service_requests_by_raiser ON service_requests (raised_by, reported_at, id);
CREATE INDEX service_requests_by_contact ON service_requests (contact_id, reported_at, id);
CREATE INDEX service_requests_due ON service_requests (next_due_at, id) WHERE open;
CREATE INDEX service_requests_due_by_agent ON service_requests (agent_id, next_due_at, id) WHERE open;
CREATE INDEX service_requests_due_by_assignee ON service_requests (assignee_id, next_due_at, id) WHERE open;
CREATE INDEX service_requests_due_by_holder ON service_requests (holder, next_due_at, id) WHERE open;

-- The timeline: what happened, and what was said to whom.
CREATE TABLE request_events (
    id BLOB PRIMARY KEY,
    request_id BLOB NOT NULL REFERENCES service_requests (id),
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    visibility TEXT NOT NULL,
    actor_id BLOB,
    actor_name TEXT NOT NULL,
    actor_organisation TEXT NOT NULL,
    body TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX request_events_by_request ON request_events (request_id, at, id);

-- What the matrix said when it was raised, and again for each holder it was handed on to.
CREATE TABLE request_decisions (
    id BLOB PRIMARY KEY,
    request_id BLOB NOT NULL REFERENCES service_requests (id),
    at TEXT NOT NULL,
    holder TEXT NOT NULL,
    judged TEXT NOT NULL
);
CREATE INDEX request_decisions_by_request ON request_decisions (request_id, at, id);

-- The times it waited for the customer.
CREATE TABLE request_pauses (
    id BLOB PRIMARY KEY,
    request_id BLOB NOT NULL REFERENCES service_requests (id),
    began_at TEXT NOT NULL,
    ended_at TEXT,
    reason TEXT NOT NULL
);
CREATE INDEX request_pauses_by_request ON request_pauses (request_id, began_at, id);

-- What was promised by when: targets of a profile, and answers promised by somebody.
CREATE TABLE request_targets (
    id BLOB PRIMARY KEY,
    request_id BLOB NOT NULL REFERENCES service_requests (id),
    clock TEXT NOT NULL,
    kind TEXT NOT NULL,
    profile TEXT NOT NULL,
    policy_version INTEGER NOT NULL,
    severity INTEGER,
    tier TEXT NOT NULL,
    from_at TEXT NOT NULL,
    due_at TEXT,
    strict BOOLEAN NOT NULL,
    expert_group BOOLEAN NOT NULL,
    met_at TEXT,
    breached_at TEXT,
    replaced_at TEXT,
    note TEXT NOT NULL
);
CREATE INDEX request_targets_by_request ON request_targets (request_id, from_at, id);

-- What the watch waits for; only what is still to come is looked through.
CREATE TABLE request_timers (
    id BLOB PRIMARY KEY,
    request_id BLOB NOT NULL REFERENCES service_requests (id),
    target_id BLOB REFERENCES request_targets (id),
    kind TEXT NOT NULL,
    due_at TEXT NOT NULL,
    done_at TEXT
);
CREATE INDEX request_timers_due ON request_timers (due_at, id) WHERE done_at IS NULL;
CREATE INDEX request_timers_by_request ON request_timers (request_id) WHERE done_at IS NULL;

-- Whether the people of a customer see each other's requests, what it was promised, and who knows its systems.
ALTER TABLE customers ADD COLUMN requests_shared BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE customers ADD COLUMN sla_profile TEXT;
ALTER TABLE customers ADD COLUMN fixed_engineer_id BLOB;

-- A record of work that was asked for names the request.
ALTER TABLE service_records ADD COLUMN request_id BLOB;
CREATE INDEX service_records_by_request ON service_records (request_id, submitted_at) WHERE request_id IS NOT NULL;

-- The database itself refuses to change or remove what is only ever added.
CREATE TRIGGER request_events_no_update BEFORE UPDATE ON request_events
BEGIN SELECT RAISE(ABORT, 'request_events is append-only'); END;
CREATE TRIGGER request_events_no_delete BEFORE DELETE ON request_events
BEGIN SELECT RAISE(ABORT, 'request_events is append-only'); END;
CREATE TRIGGER request_decisions_no_update BEFORE UPDATE ON request_decisions
BEGIN SELECT RAISE(ABORT, 'request_decisions is append-only'); END;
CREATE TRIGGER request_decisions_no_delete BEFORE DELETE ON request_decisions
BEGIN SELECT RAISE(ABORT, 'request_decisions is append-only'); END;
