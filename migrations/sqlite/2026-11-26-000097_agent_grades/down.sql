ALTER TABLE organisations DROP COLUMN grade;
