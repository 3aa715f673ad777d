-- An event of a charge says to which version of the state it led. Moments cannot say which of two came first: each is that at
-- which its request began, and a request may have waited for another to be written.
DROP INDEX charge_events_by_charge;
DROP TRIGGER charge_events_no_update;
DROP TRIGGER charge_events_no_delete;
ALTER TABLE charge_events RENAME TO charge_events_old;
CREATE TABLE charge_events (
    id BLOB PRIMARY KEY,
    charge_id BLOB NOT NULL REFERENCES charges (id),
    at TEXT NOT NULL,
    status TEXT NOT NULL,
    actor_id BLOB NOT NULL,
    actor_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    version INTEGER NOT NULL
);
INSERT INTO charge_events (id, charge_id, at, status, actor_id, actor_name, reason, version)
SELECT e.id, e.charge_id, e.at, e.status, e.actor_id, e.actor_name, e.reason, ROW_NUMBER() OVER (
    PARTITION BY e.charge_id
    ORDER BY e.id = (
        SELECT x.id FROM charge_events_old x
        WHERE x.charge_id = e.charge_id AND x.status = s.status ORDER BY x.at DESC, x.id DESC LIMIT 1
    ), e.at, e.id
)
FROM charge_events_old e JOIN charge_states s ON s.charge_id = e.charge_id;
DROP TABLE charge_events_old;
CREATE UNIQUE INDEX charge_events_by_charge ON charge_events (charge_id, version);
CREATE TRIGGER charge_events_no_update BEFORE UPDATE ON charge_events
BEGIN SELECT RAISE(ABORT, 'charge_events is append-only'); END;
CREATE TRIGGER charge_events_no_delete BEFORE DELETE ON charge_events
BEGIN SELECT RAISE(ABORT, 'charge_events is append-only'); END;
