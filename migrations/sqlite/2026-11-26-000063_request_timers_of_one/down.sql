DROP INDEX request_timers_by_request;
CREATE INDEX request_timers_by_request ON request_timers (request_id) WHERE done_at IS NULL;
