-- Runs that issue a whole month, payer by payer (chapter 6). Each payer is a transaction of its own that also moves the run on,
-- so a run that was killed goes on where it was, and never bills twice.
CREATE TABLE statement_runs (
    id BLOB PRIMARY KEY,
    month TEXT NOT NULL,
    started_at TEXT NOT NULL,
    started_by BLOB NOT NULL,
    started_by_name TEXT NOT NULL,
    charges_at_start BIGINT NOT NULL,
    last_payer_id BLOB,
    statements_done INTEGER NOT NULL,
    charges_done BIGINT NOT NULL,
    ended_at TEXT,
    outcome TEXT,
    version INTEGER NOT NULL
);
CREATE UNIQUE INDEX statement_runs_open ON statement_runs (month) WHERE ended_at IS NULL;
CREATE INDEX statement_runs_newest ON statement_runs (started_at, id);
