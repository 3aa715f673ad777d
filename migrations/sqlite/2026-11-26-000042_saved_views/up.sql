-- What a person asked of a list and named, to find it again: filters, words and sorting as they stand in an address.
CREATE TABLE saved_views (
    id BLOB PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    list TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    is_default BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (user_id, list, name)
);

-- A list opens with one view at most.
CREATE UNIQUE INDEX saved_views_default ON saved_views (user_id, list) WHERE is_default;
