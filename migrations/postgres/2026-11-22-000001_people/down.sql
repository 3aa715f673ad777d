DROP TABLE idempotency_keys;
DROP TABLE audit_entries;
DROP TABLE one_time_tokens;
DROP TABLE refresh_tokens;
DROP TABLE sessions;
DROP TABLE users;
DROP TABLE organisations;
DROP FUNCTION refuse_change;
