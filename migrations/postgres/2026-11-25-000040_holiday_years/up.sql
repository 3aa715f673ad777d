-- Public holidays and worked weekend days as an administrator imported them (3.1): a row for each import of a year, of which
-- the last one is in force. A year that nobody imported is as shipped with the policy.
CREATE TABLE holiday_years (
    id UUID PRIMARY KEY,
    year INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    days JSON NOT NULL,
    source TEXT,
    imported_by UUID NOT NULL REFERENCES users (id),
    imported_by_name TEXT NOT NULL,
    imported_at TIMESTAMPTZ NOT NULL,
    UNIQUE (year, revision)
);

-- The database itself refuses to change or remove what is only ever added.
CREATE TRIGGER holiday_years_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON holiday_years
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
