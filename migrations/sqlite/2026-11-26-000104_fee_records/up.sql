-- A service fee may say for which record it is paid; a record is paid for once.
ALTER TABLE credits ADD COLUMN record_id BLOB REFERENCES service_records (id);
CREATE UNIQUE INDEX credits_of_record ON credits (record_id) WHERE record_id IS NOT NULL AND status IN ('proposed', 'confirmed');
