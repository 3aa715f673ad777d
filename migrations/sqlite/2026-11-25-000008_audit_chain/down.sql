DROP INDEX audit_entries_by_organisation;
DROP INDEX audit_entries_by_label;
DROP TRIGGER audit_entries_wait;
DROP TABLE audit_waiting;
DROP TABLE audit_links;
