-- What was used of the visits of contracts (chapter 2.5): spent where a record is approved, given back where a correction takes its
-- place. Only ever added; what is used up of a service is their sum.
CREATE TABLE contract_uses (
    id BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    service_code TEXT NOT NULL,
    -- Spent where positive, given back where negative.
    visits INTEGER NOT NULL CHECK (visits <> 0),
    record_id BLOB NOT NULL REFERENCES service_records (id),
    record_kind TEXT NOT NULL,
    record_number TEXT NOT NULL,
    -- The revision whose approval did it.
    revision INTEGER NOT NULL,
    -- The use that is given back.
    reverses_id BLOB UNIQUE REFERENCES contract_uses (id),
    at TEXT NOT NULL,
    actor_id BLOB,
    actor_name TEXT NOT NULL,
    FOREIGN KEY (contract_id, service_code) REFERENCES contract_services (contract_id, service_code),
    CHECK ((visits < 0) = (reverses_id IS NOT NULL))
);
-- A revision spends once.
CREATE UNIQUE INDEX contract_uses_once ON contract_uses (record_id, revision) WHERE visits > 0;
CREATE INDEX contract_uses_by_contract ON contract_uses (contract_id, at, id);
CREATE INDEX contract_uses_by_record ON contract_uses (record_id, id);
CREATE TRIGGER contract_uses_no_update BEFORE UPDATE ON contract_uses
BEGIN SELECT RAISE(ABORT, 'contract_uses is append-only'); END;
CREATE TRIGGER contract_uses_no_delete BEFORE DELETE ON contract_uses
BEGIN SELECT RAISE(ABORT, 'contract_uses is append-only'); END;
