-- An event of a charge says to which version of the state it led. Moments cannot say which of two came first: each is that at
-- which its request began, and a request may have waited for another to be written.
ALTER TABLE charge_events ADD COLUMN version INTEGER;
ALTER TABLE charge_events DISABLE TRIGGER charge_events_no_change;
UPDATE charge_events SET version = numbered.version
FROM (
    SELECT e.id, ROW_NUMBER() OVER (
        PARTITION BY e.charge_id
        ORDER BY e.id = (
            SELECT x.id FROM charge_events x
            WHERE x.charge_id = e.charge_id AND x.status = s.status ORDER BY x.at DESC, x.id DESC LIMIT 1
        ), e.at, e.id
    ) AS version
    FROM charge_events e JOIN charge_states s ON s.charge_id = e.charge_id
) AS numbered
WHERE numbered.id = charge_events.id;
ALTER TABLE charge_events ENABLE TRIGGER charge_events_no_change;
ALTER TABLE charge_events ALTER COLUMN version SET NOT NULL;
DROP INDEX charge_events_by_charge;
CREATE UNIQUE INDEX charge_events_by_charge ON charge_events (charge_id, version);
