DROP INDEX charge_states_unbilled;
ALTER TABLE charge_states DROP COLUMN payer_id;
DROP TABLE statement_line_states;
DROP TABLE statement_states;
DROP TABLE statement_events;
DROP TABLE statement_lines;
DROP TABLE statements;
