-- Whether a line was disputed is asked of the line alone, however many its statement has.
CREATE INDEX statement_events_of_charges ON statement_events (charge_id, kind);
