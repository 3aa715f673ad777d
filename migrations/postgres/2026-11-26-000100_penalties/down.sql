DELETE FROM request_timers WHERE kind = 'penalty';
DROP INDEX credits_of_contract;
DROP INDEX credits_of_request;
ALTER TABLE credits DROP COLUMN part;
ALTER TABLE credits DROP COLUMN clause;
ALTER TABLE credits DROP COLUMN request_id;
ALTER TABLE credits DROP COLUMN contract_id;
