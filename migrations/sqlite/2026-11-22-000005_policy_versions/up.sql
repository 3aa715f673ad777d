-- Published versions of the service policy, as the documents they were published from (chapter 2).
CREATE TABLE policy_versions (
    version INTEGER PRIMARY KEY,
    effective_from TEXT NOT NULL,
    documents TEXT NOT NULL,
    published_at TEXT NOT NULL
);

-- The database itself refuses to change or remove what is only ever added.
CREATE TRIGGER policy_versions_no_update BEFORE UPDATE ON policy_versions
BEGIN SELECT RAISE(ABORT, 'policy_versions is append-only'); END;
CREATE TRIGGER policy_versions_no_delete BEFORE DELETE ON policy_versions
BEGIN SELECT RAISE(ABORT, 'policy_versions is append-only'); END;
