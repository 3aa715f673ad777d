ALTER TABLE mail_outbox DROP COLUMN handed_at;
