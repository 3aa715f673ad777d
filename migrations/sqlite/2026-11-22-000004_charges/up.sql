-- Charges (chapter 6): lines and amounts never change; the status is the projection of events that are only added.
CREATE TABLE charges (
    id BLOB PRIMARY KEY,
    record_id BLOB NOT NULL REFERENCES service_records (id),
    record_kind TEXT NOT NULL,
    record_number TEXT NOT NULL,
    revision INTEGER NOT NULL,
    line INTEGER NOT NULL,
    reverses_id BLOB UNIQUE REFERENCES charges (id),
    payer_id BLOB NOT NULL REFERENCES organisations (id),
    payer_name TEXT NOT NULL,
    customer_name TEXT NOT NULL,
    component TEXT NOT NULL,
    service_code TEXT NOT NULL,
    amount_fen BIGINT NOT NULL,
    list_fen BIGINT NOT NULL,
    vat_rate INTEGER NOT NULL,
    derivation TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX charges_once ON charges (record_id, revision, line) WHERE reverses_id IS NULL;
CREATE INDEX charges_by_record ON charges (record_id, created_at, id);
CREATE INDEX charges_by_payer ON charges (payer_id, created_at, id);
CREATE INDEX charges_newest ON charges (created_at, id);

CREATE TABLE charge_states (
    charge_id BLOB PRIMARY KEY REFERENCES charges (id),
    status TEXT NOT NULL,
    month TEXT,
    version INTEGER NOT NULL,
    changed_at TEXT NOT NULL
);
CREATE INDEX charge_states_by_status ON charge_states (status, charge_id);
CREATE INDEX charge_states_by_month ON charge_states (month, charge_id);

CREATE TABLE charge_events (
    id BLOB PRIMARY KEY,
    charge_id BLOB NOT NULL REFERENCES charges (id),
    at TEXT NOT NULL,
    status TEXT NOT NULL,
    actor_id BLOB NOT NULL,
    actor_name TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX charge_events_by_charge ON charge_events (charge_id, at, id);

-- The database itself refuses to change or remove what is only ever added.
CREATE TRIGGER charges_no_update BEFORE UPDATE ON charges
BEGIN SELECT RAISE(ABORT, 'charges is append-only'); END;
CREATE TRIGGER charges_no_delete BEFORE DELETE ON charges
BEGIN SELECT RAISE(ABORT, 'charges is append-only'); END;
CREATE TRIGGER charge_events_no_update BEFORE UPDATE ON charge_events
BEGIN SELECT RAISE(ABORT, 'charge_events is append-only'); END;
CREATE TRIGGER charge_events_no_delete BEFORE DELETE ON charge_events
BEGIN SELECT RAISE(ABORT, 'charge_events is append-only'); END;
