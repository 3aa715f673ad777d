-- Public holidays and worked weekend days as an administrator imported them (3.1): a row for each import of a year, of which
-- the last one is in force. A year that nobody imported is as shipped with the policy.
CREATE TABLE holiday_years (
    id BLOB PRIMARY KEY,
    year INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    days TEXT NOT NULL,
    source TEXT,
    imported_by BLOB NOT NULL REFERENCES users (id),
    imported_by_name TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    UNIQUE (year, revision)
);

-- The database itself refuses to change or remove what is only ever added.
CREATE TRIGGER holiday_years_no_update BEFORE UPDATE ON holiday_years
BEGIN SELECT RAISE(ABORT, 'holiday_years is append-only'); END;
CREATE TRIGGER holiday_years_no_delete BEFORE DELETE ON holiday_years
BEGIN SELECT RAISE(ABORT, 'holiday_years is append-only'); END;
