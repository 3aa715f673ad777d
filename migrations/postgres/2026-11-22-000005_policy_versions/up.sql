-- Published versions of the service policy, as the documents they were published from (chapter 2).
CREATE TABLE policy_versions (
    version INTEGER PRIMARY KEY,
    effective_from TIMESTAMPTZ NOT NULL,
    documents JSON NOT NULL,
    published_at TIMESTAMPTZ NOT NULL
);

-- The database itself refuses to change or remove what is only ever added.
CREATE TRIGGER policy_versions_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_versions
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
