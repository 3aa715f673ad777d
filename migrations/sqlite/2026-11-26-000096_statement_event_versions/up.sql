-- An event of a statement says to which version of the state it led. Moments cannot say which of two came first: each is that at
-- which its request began, and a request may have waited for another to be written. What is there is numbered by its moments, but
-- the event that left a line as it stands comes after the others of that line.
DROP INDEX statement_events_by_statement;
DROP TRIGGER statement_events_no_update;
DROP TRIGGER statement_events_no_delete;
ALTER TABLE statement_events RENAME TO statement_events_old;
CREATE TABLE statement_events (
    id BLOB PRIMARY KEY,
    statement_id BLOB NOT NULL REFERENCES statements (id),
    charge_id BLOB REFERENCES charges (id),
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount_fen BIGINT NOT NULL,
    text TEXT NOT NULL,
    actor_id BLOB NOT NULL,
    actor_name TEXT NOT NULL,
    version INTEGER NOT NULL
);
INSERT INTO statement_events (
    id, statement_id, charge_id, at, kind, amount_fen, text, actor_id, actor_name, version
)
SELECT id, statement_id, charge_id, at, kind, amount_fen, text, actor_id, actor_name, ROW_NUMBER() OVER (
    PARTITION BY statement_id
    ORDER BY kind <> 'issued', CASE WHEN late THEN latest ELSE at END, late, id
)
FROM (
    SELECT *, by_state = 1 AND by_moment <> 1 AND charge_id IS NOT NULL AS late
    FROM (
        SELECT e.*,
            MAX(e.at) OVER (PARTITION BY e.statement_id, e.charge_id) AS latest,
            ROW_NUMBER() OVER (PARTITION BY e.statement_id, e.charge_id ORDER BY e.at DESC, e.id DESC) AS by_moment,
            ROW_NUMBER() OVER (
                PARTITION BY e.statement_id, e.charge_id
                ORDER BY
                    CASE WHEN CASE e.kind WHEN 'answered' THEN 'open' ELSE e.kind END = s.status THEN 0 ELSE 1 END,
                    e.at DESC, e.id DESC
            ) AS by_state
        FROM statement_events_old e LEFT JOIN statement_line_states s ON s.charge_id = e.charge_id
    )
);
DROP TABLE statement_events_old;
CREATE UNIQUE INDEX statement_events_by_statement ON statement_events (statement_id, version);
CREATE TRIGGER statement_events_no_update BEFORE UPDATE ON statement_events
BEGIN SELECT RAISE(ABORT, 'statement_events is append-only'); END;
CREATE TRIGGER statement_events_no_delete BEFORE DELETE ON statement_events
BEGIN SELECT RAISE(ABORT, 'statement_events is append-only'); END;
