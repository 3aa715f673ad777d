DROP TABLE loaner_reminders;
ALTER TABLE loaners DROP COLUMN lent_by;
DROP INDEX products_replacing;
ALTER TABLE products DROP COLUMN replaces;
ALTER TABLE products DROP COLUMN gone_as;
ALTER TABLE products DROP COLUMN gone_on;
DROP TABLE request_remedies;
