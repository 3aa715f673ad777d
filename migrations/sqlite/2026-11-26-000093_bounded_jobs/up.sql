-- What jobs and proofs look for is found by an index, however much lies around it (9.1).
CREATE INDEX audit_entries_by_action ON audit_entries (action, id);

-- Up to which step a payer was reminded of a statement; -1 before the first. With the moment of issue it says what is next.
ALTER TABLE statement_states ADD COLUMN reminded_step INTEGER NOT NULL DEFAULT -1;
ALTER TABLE statement_states ADD COLUMN issued_at TEXT;
UPDATE statement_states SET
    issued_at = (SELECT issued_at FROM statements WHERE statements.id = statement_states.statement_id),
    reminded_step = COALESCE(
        (SELECT MAX(step) FROM statement_reminders r WHERE r.statement_id = statement_states.statement_id), -1);
CREATE INDEX statement_states_to_remind ON statement_states (reminded_step, issued_at, statement_id)
WHERE status <> 'settled';
