-- Price lists published beside the policy (chapter 6): drafted, checked, published from a moment on by a second person. A
-- published one never changes; the next one supersedes it.
CREATE TABLE price_lists (
    id BLOB PRIMARY KEY,
    number INTEGER UNIQUE,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'checked', 'published', 'discarded')),
    effective_from TEXT,
    created_at TEXT NOT NULL,
    created_by_name TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    published_at TEXT,
    published_by_name TEXT,
    version INTEGER NOT NULL,
    CHECK (status <> 'published' OR (number IS NOT NULL AND effective_from IS NOT NULL AND published_at IS NOT NULL))
);
CREATE INDEX price_lists_newest ON price_lists (created_at, id);
-- What happened to a list, and who did it: whoever drafted it does not publish it.
CREATE TABLE price_list_events (
    id BLOB PRIMARY KEY,
    list_id BLOB NOT NULL REFERENCES price_lists (id),
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    actor_id BLOB NOT NULL,
    actor_name TEXT NOT NULL
);
CREATE INDEX price_list_events_of ON price_list_events (list_id, at, id);
CREATE TRIGGER price_lists_no_update BEFORE UPDATE ON price_lists WHEN OLD.status IN ('published', 'discarded')
BEGIN SELECT RAISE(ABORT, 'a published price list never changes'); END;
CREATE TRIGGER price_lists_no_delete BEFORE DELETE ON price_lists
BEGIN SELECT RAISE(ABORT, 'price lists are never deleted'); END;
CREATE TRIGGER price_list_events_no_update BEFORE UPDATE ON price_list_events
BEGIN SELECT RAISE(ABORT, 'price_list_events is append-only'); END;
CREATE TRIGGER price_list_events_no_delete BEFORE DELETE ON price_list_events
BEGIN SELECT RAISE(ABORT, 'price_list_events is append-only'); END;
