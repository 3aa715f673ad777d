-- What was told of one request is looked up as well as what is still to come.
DROP INDEX request_timers_by_request;
CREATE INDEX request_timers_by_request ON request_timers (request_id);
