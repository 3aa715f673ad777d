DROP INDEX statement_states_to_remind;
ALTER TABLE statement_states DROP COLUMN issued_at;
ALTER TABLE statement_states DROP COLUMN reminded_step;
DROP INDEX audit_entries_by_action;
