-- What a draft of a price list would have done to approved records (chapters 2.6 and 6): a run in small steps, with the
-- numbers of every record behind its totals.
CREATE TABLE price_replays (
    id BLOB PRIMARY KEY,
    list_id BLOB NOT NULL REFERENCES price_lists (id),
    content TEXT NOT NULL,
    list_version INTEGER NOT NULL,
    from_at TEXT NOT NULL,
    to_at TEXT NOT NULL,
    started_at TEXT NOT NULL,
    started_by BLOB NOT NULL,
    started_by_name TEXT NOT NULL,
    records_total BIGINT NOT NULL,
    records_done BIGINT NOT NULL,
    last_record_id BLOB,
    ended_at TEXT,
    outcome TEXT,
    version INTEGER NOT NULL
);
CREATE INDEX price_replays_of ON price_replays (list_id, started_at, id);
CREATE INDEX price_replays_open ON price_replays (started_at, id) WHERE ended_at IS NULL;
CREATE TABLE price_replay_records (
    id BLOB PRIMARY KEY,
    replay_id BLOB NOT NULL REFERENCES price_replays (id),
    record_id BLOB NOT NULL,
    origin TEXT NOT NULL,
    number TEXT NOT NULL,
    payer_id BLOB NOT NULL,
    payer_name TEXT NOT NULL,
    customer_name TEXT NOT NULL,
    class TEXT NOT NULL,
    service_code TEXT NOT NULL,
    worked_at TEXT NOT NULL,
    before_fen BIGINT NOT NULL,
    after_fen BIGINT NOT NULL,
    before_list_fen BIGINT NOT NULL,
    after_list_fen BIGINT NOT NULL,
    changed BOOLEAN NOT NULL,
    computed BOOLEAN NOT NULL,
    UNIQUE (replay_id, record_id)
);
CREATE INDEX price_replay_records_by_number ON price_replay_records (replay_id, number, id);
