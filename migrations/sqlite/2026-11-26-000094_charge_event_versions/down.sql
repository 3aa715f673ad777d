DROP INDEX charge_events_by_charge;
DROP TRIGGER charge_events_no_update;
DROP TRIGGER charge_events_no_delete;
ALTER TABLE charge_events DROP COLUMN version;
CREATE INDEX charge_events_by_charge ON charge_events (charge_id, at, id);
CREATE TRIGGER charge_events_no_update BEFORE UPDATE ON charge_events
BEGIN SELECT RAISE(ABORT, 'charge_events is append-only'); END;
CREATE TRIGGER charge_events_no_delete BEFORE DELETE ON charge_events
BEGIN SELECT RAISE(ABORT, 'charge_events is append-only'); END;
