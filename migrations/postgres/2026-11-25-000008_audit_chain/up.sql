-- The audit trail as one chain of hashes (chapter 7). What is written waits here until the chainer links it.
CREATE TABLE audit_links (
    sequence BIGINT PRIMARY KEY,
    entry_id UUID NOT NULL,
    format INTEGER NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    linked_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX audit_links_by_entry ON audit_links (entry_id);

CREATE TABLE audit_waiting (
    at TIMESTAMPTZ NOT NULL,
    entry_id UUID NOT NULL,
    PRIMARY KEY (at, entry_id)
);

-- The database itself notes what waits, so that no entry can be written past the chain.
CREATE FUNCTION audit_entry_waits() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO audit_waiting (at, entry_id) VALUES (NEW.at, NEW.id); RETURN NULL; END $$;
CREATE TRIGGER audit_entries_wait AFTER INSERT ON audit_entries
FOR EACH ROW EXECUTE FUNCTION audit_entry_waits();

INSERT INTO audit_waiting (at, entry_id) SELECT at, id FROM audit_entries;

-- The filters of the auditor's page.
CREATE INDEX audit_entries_by_organisation ON audit_entries (organisation_id, at, id);
CREATE INDEX audit_entries_by_label ON audit_entries (lower(object_label), at, id);

-- The database itself refuses to change or remove what is only ever added.
CREATE TRIGGER audit_links_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_links
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
