DROP TABLE record_events;
DROP TABLE record_verdicts;
DROP TABLE record_revisions;
DROP TABLE service_records;
