DROP TRIGGER credits_no_update;
DROP TRIGGER credits_charged_once;
DROP TRIGGER credits_no_delete;
DROP TABLE credit_events;
