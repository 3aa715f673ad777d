-- A charge may be born from something else than a record: a contract, a credit, an agent's work for the vendor (chapter 6).
-- SQLite cannot change a column, so the table is made anew, and with it those whose rows name its rows.
DROP INDEX charges_once;
DROP INDEX charges_by_record;
DROP INDEX charges_by_payer;
DROP INDEX charges_newest;
DROP INDEX charge_states_by_status;
DROP INDEX charge_states_by_month;
DROP INDEX charge_events_by_charge;
DROP TRIGGER charges_no_update;
DROP TRIGGER charges_no_delete;
DROP TRIGGER charge_events_no_update;
DROP TRIGGER charge_events_no_delete;
ALTER TABLE charges RENAME TO charges_old;
ALTER TABLE charge_states RENAME TO charge_states_old;
ALTER TABLE charge_events RENAME TO charge_events_old;
CREATE TABLE charges (
    id BLOB PRIMARY KEY,
    record_id BLOB REFERENCES service_records (id),
    origin TEXT NOT NULL,
    number TEXT NOT NULL,
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
    created_at TEXT NOT NULL,
    credit_kind TEXT,
    text TEXT NOT NULL DEFAULT '',
    CHECK ((origin IN ('pre_sale_report', 'fault_record')) = (record_id IS NOT NULL))
);
INSERT INTO charges (id, record_id, origin, number, revision, line, reverses_id, payer_id, payer_name, customer_name, component, service_code,
    amount_fen, list_fen, vat_rate, derivation, created_at)
SELECT id, record_id, record_kind, record_number, revision, line, reverses_id, payer_id, payer_name, customer_name, component, service_code,
    amount_fen, list_fen, vat_rate, derivation, created_at
FROM charges_old ORDER BY reverses_id IS NOT NULL;
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
INSERT INTO charge_states (charge_id, status, month, version, changed_at) SELECT charge_id, status, month, version, changed_at FROM charge_states_old;
INSERT INTO charge_events (id, charge_id, at, status, actor_id, actor_name, reason) SELECT id, charge_id, at, status, actor_id, actor_name, reason FROM charge_events_old;
DROP TABLE charge_states_old;
DROP TABLE charge_events_old;
DROP TABLE charges_old;
CREATE TRIGGER charges_no_update BEFORE UPDATE ON charges
BEGIN SELECT RAISE(ABORT, 'charges is append-only'); END;
CREATE TRIGGER charges_no_delete BEFORE DELETE ON charges
BEGIN SELECT RAISE(ABORT, 'charges is append-only'); END;
CREATE TRIGGER charge_events_no_update BEFORE UPDATE ON charge_events
BEGIN SELECT RAISE(ABORT, 'charge_events is append-only'); END;
CREATE TRIGGER charge_events_no_delete BEFORE DELETE ON charge_events
BEGIN SELECT RAISE(ABORT, 'charge_events is append-only'); END;

-- A waiver above the limit is asked for by one person and granted or refused by another.
CREATE TABLE charge_waivers (
    id BLOB PRIMARY KEY,
    charge_id BLOB NOT NULL REFERENCES charges (id),
    reason TEXT NOT NULL,
    asked_by BLOB NOT NULL,
    asked_by_name TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    granted BOOLEAN,
    decided_by BLOB,
    decided_by_name TEXT,
    decided_at TEXT
);
CREATE UNIQUE INDEX charge_waivers_open ON charge_waivers (charge_id) WHERE decided_at IS NULL;
CREATE INDEX charge_waivers_by_charge ON charge_waivers (charge_id, asked_at);
