-- Which statements a payer was reminded of, and of which step: once each (chapter 6).
CREATE TABLE statement_reminders (
    statement_id BLOB NOT NULL REFERENCES statements (id),
    step INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (statement_id, step)
);
