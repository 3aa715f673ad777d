-- A charge may be born from something else than a record: a contract, a credit, an agent's work for the vendor (chapter 6).
ALTER TABLE charges RENAME COLUMN record_kind TO origin;
ALTER TABLE charges RENAME COLUMN record_number TO number;
ALTER TABLE charges ALTER COLUMN record_id DROP NOT NULL;
ALTER TABLE charges ADD COLUMN credit_kind TEXT;
ALTER TABLE charges ADD COLUMN text TEXT NOT NULL DEFAULT '';
ALTER TABLE charges ADD CONSTRAINT charges_of_records
CHECK ((origin IN ('pre_sale_report', 'fault_record')) = (record_id IS NOT NULL));

-- A waiver above the limit is asked for by one person and granted or refused by another.
CREATE TABLE charge_waivers (
    id UUID PRIMARY KEY,
    charge_id UUID NOT NULL REFERENCES charges (id),
    reason TEXT NOT NULL,
    asked_by UUID NOT NULL,
    asked_by_name TEXT NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    granted BOOLEAN,
    decided_by UUID,
    decided_by_name TEXT,
    decided_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX charge_waivers_open ON charge_waivers (charge_id) WHERE decided_at IS NULL;
CREATE INDEX charge_waivers_by_charge ON charge_waivers (charge_id, asked_at);
