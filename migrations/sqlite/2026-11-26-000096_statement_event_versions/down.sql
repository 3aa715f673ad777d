DROP INDEX statement_events_by_statement;
DROP TRIGGER statement_events_no_update;
DROP TRIGGER statement_events_no_delete;
ALTER TABLE statement_events DROP COLUMN version;
CREATE INDEX statement_events_by_statement ON statement_events (statement_id, at, id);
CREATE TRIGGER statement_events_no_update BEFORE UPDATE ON statement_events
BEGIN SELECT RAISE(ABORT, 'statement_events is append-only'); END;
CREATE TRIGGER statement_events_no_delete BEFORE DELETE ON statement_events
BEGIN SELECT RAISE(ABORT, 'statement_events is append-only'); END;
