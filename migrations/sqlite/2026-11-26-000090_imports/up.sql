-- Files of customers and products that somebody handed in (chapter 8.1): what was read, and what was shown of every line.
-- What was read goes once it is stored, and with those that nobody confirmed.
CREATE TABLE imports (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    format TEXT NOT NULL,
    encoding TEXT,
    sheet TEXT,
    content TEXT NOT NULL,
    outcome TEXT NOT NULL,
    new_count INTEGER NOT NULL,
    changed_count INTEGER NOT NULL,
    unchanged_count INTEGER NOT NULL,
    refused_count INTEGER NOT NULL,
    state TEXT NOT NULL,
    created_by BLOB NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL,
    applied_at TEXT,
    version INTEGER NOT NULL
);
CREATE INDEX imports_by_state ON imports (state, created_at, id);
