DROP INDEX charges_priced_once;
DROP INDEX charges_once;
CREATE UNIQUE INDEX charges_once ON charges (record_id, revision, line) WHERE reverses_id IS NULL;
ALTER TABLE charges DROP COLUMN prices_id;
