DROP INDEX charge_events_by_charge;
ALTER TABLE charge_events DROP COLUMN version;
CREATE INDEX charge_events_by_charge ON charge_events (charge_id, at, id);
