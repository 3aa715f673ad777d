-- When an instance began to hand a mail over whose outcome is not known yet: whoever finds it after that instance died
-- does not know whether it was taken.
ALTER TABLE mail_outbox ADD COLUMN handed_at TIMESTAMPTZ;
