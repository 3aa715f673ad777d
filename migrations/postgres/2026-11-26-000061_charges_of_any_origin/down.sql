DROP TABLE charge_waivers;
ALTER TABLE charges DROP CONSTRAINT charges_of_records;
ALTER TABLE charges DROP COLUMN text;
ALTER TABLE charges DROP COLUMN credit_kind;
ALTER TABLE charges ALTER COLUMN record_id SET NOT NULL;
ALTER TABLE charges RENAME COLUMN number TO record_number;
ALTER TABLE charges RENAME COLUMN origin TO record_kind;
