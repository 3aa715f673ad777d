DROP TRIGGER credits_no_change ON credits;
DROP TRIGGER credits_charged_once ON credits;
DROP TABLE credit_events;
