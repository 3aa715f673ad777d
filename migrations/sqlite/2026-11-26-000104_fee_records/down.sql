DROP INDEX credits_of_record;
ALTER TABLE credits DROP COLUMN record_id;
