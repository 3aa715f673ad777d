DROP INDEX statement_events_by_statement;
ALTER TABLE statement_events DROP COLUMN version;
CREATE INDEX statement_events_by_statement ON statement_events (statement_id, at, id);
