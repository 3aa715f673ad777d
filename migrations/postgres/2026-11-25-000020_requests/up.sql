-- Service requests (chapter 4.1), what happened to them, their deadlines and what the watch waits for (chapter 3).
CREATE TABLE service_requests (
    id UUID PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    open BOOLEAN NOT NULL,
    holder TEXT NOT NULL,
    reached_vendor BOOLEAN NOT NULL,
    severity INTEGER,
    customer_id UUID NOT NULL REFERENCES customers (id),
    customer_name TEXT NOT NULL,
    customer_class TEXT NOT NULL,
    agent_id UUID REFERENCES organisations (id),
    contact_id UUID REFERENCES users (id),
    raised_by UUID NOT NULL REFERENCES users (id),
    service_code TEXT NOT NULL,
    city TEXT NOT NULL,
    assignee_id UUID REFERENCES users (id),
    assignee_name TEXT NOT NULL,
    profile TEXT NOT NULL,
    reported_at TIMESTAMPTZ NOT NULL,
    escalated_at TIMESTAMPTZ,
    resolved_at TIMESTAMPTZ,
    confirmed_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    record_since TIMESTAMPTZ NOT NULL,
    next_due_at TIMESTAMPTZ,
    updated_at TIMESTAMPTZ NOT NULL,
    subject TEXT NOT NULL,
    content JSON NOT NULL
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
    id UUID PRIMARY KEY,
    request_id UUID NOT NULL REFERENCES service_requests (id),
    at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL,
    visibility TEXT NOT NULL,
    actor_id UUID,
    actor_name TEXT NOT NULL,
    actor_organisation TEXT NOT NULL,
    body TEXT NOT NULL,
    data JSON NOT NULL
);
CREATE INDEX request_events_by_request ON request_events (request_id, at, id);

-- What the matrix said when it was raised, and again for each holder it was handed on to.
CREATE TABLE request_decisions (
    id UUID PRIMARY KEY,
    request_id UUID NOT NULL REFERENCES service_requests (id),
    at TIMESTAMPTZ NOT NULL,
    holder TEXT NOT NULL,
    judged JSON NOT NULL
);
CREATE INDEX request_decisions_by_request ON request_decisions (request_id, at, id);

-- The times it waited for the customer.
CREATE TABLE request_pauses (
    id UUID PRIMARY KEY,
    request_id UUID NOT NULL REFERENCES service_requests (id),
    began_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    reason TEXT NOT NULL
);
CREATE INDEX request_pauses_by_request ON request_pauses (request_id, began_at, id);

-- What was promised by when: targets of a profile, and answers promised by somebody.
CREATE TABLE request_targets (
    id UUID PRIMARY KEY,
    request_id UUID NOT NULL REFERENCES service_requests (id),
    clock TEXT NOT NULL,
    kind TEXT NOT NULL,
    profile TEXT NOT NULL,
    policy_version INTEGER NOT NULL,
    severity INTEGER,
    tier TEXT NOT NULL,
    from_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ,
    strict BOOLEAN NOT NULL,
    expert_group BOOLEAN NOT NULL,
    met_at TIMESTAMPTZ,
    breached_at TIMESTAMPTZ,
    replaced_at TIMESTAMPTZ,
    note TEXT NOT NULL
);
CREATE INDEX request_targets_by_request ON request_targets (request_id, from_at, id);

-- What the watch waits for; only what is still to come is looked through.
CREATE TABLE request_timers (
    id UUID PRIMARY KEY,
    request_id UUID NOT NULL REFERENCES service_requests (id),
    target_id UUID REFERENCES request_targets (id),
    kind TEXT NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    done_at TIMESTAMPTZ
);
CREATE INDEX request_timers_due ON request_timers (due_at, id) WHERE done_at IS NULL;
CREATE INDEX request_timers_by_request ON request_timers (request_id) WHERE done_at IS NULL;

-- Whether the people of a customer see each other's requests, what it was promised, and who knows its systems.
ALTER TABLE customers ADD COLUMN requests_shared BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE customers ADD COLUMN sla_profile TEXT;
ALTER TABLE customers ADD COLUMN fixed_engineer_id UUID;

-- A record of work that was asked for names the request.
ALTER TABLE service_records ADD COLUMN request_id UUID;
CREATE INDEX service_records_by_request ON service_records (request_id, submitted_at) WHERE request_id IS NOT NULL;

-- The database itself refuses to change or remove what is only ever added.
CREATE TRIGGER request_events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON request_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER request_decisions_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON request_decisions
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
