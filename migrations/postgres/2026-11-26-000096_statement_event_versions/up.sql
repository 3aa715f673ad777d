-- An event of a statement says to which version of the state it led. Moments cannot say which of two came first: each is that at
-- which its request began, and a request may have waited for another to be written. What is there is numbered by its moments, but
-- the event that left a line as it stands comes after the others of that line.
ALTER TABLE statement_events ADD COLUMN version INTEGER;
ALTER TABLE statement_events DISABLE TRIGGER statement_events_no_change;
UPDATE statement_events SET version = numbered.version
FROM (
    SELECT id, ROW_NUMBER() OVER (
        PARTITION BY statement_id
        ORDER BY kind <> 'issued', CASE WHEN late THEN latest ELSE at END, late, id
    ) AS version
    FROM (
        SELECT id, statement_id, kind, at, latest, by_state = 1 AND by_moment <> 1 AND charge_id IS NOT NULL AS late
        FROM (
            SELECT e.id, e.statement_id, e.charge_id, e.kind, e.at,
                MAX(e.at) OVER (PARTITION BY e.statement_id, e.charge_id) AS latest,
                ROW_NUMBER() OVER (PARTITION BY e.statement_id, e.charge_id ORDER BY e.at DESC, e.id DESC) AS by_moment,
                ROW_NUMBER() OVER (
                    PARTITION BY e.statement_id, e.charge_id
                    ORDER BY
                        CASE WHEN CASE e.kind WHEN 'answered' THEN 'open' ELSE e.kind END = s.status THEN 0 ELSE 1 END,
                        e.at DESC, e.id DESC
                ) AS by_state
            FROM statement_events e LEFT JOIN statement_line_states s ON s.charge_id = e.charge_id
        ) AS ranked
    ) AS placed
) AS numbered
WHERE numbered.id = statement_events.id;
ALTER TABLE statement_events ENABLE TRIGGER statement_events_no_change;
ALTER TABLE statement_events ALTER COLUMN version SET NOT NULL;
DROP INDEX statement_events_by_statement;
CREATE UNIQUE INDEX statement_events_by_statement ON statement_events (statement_id, version);
