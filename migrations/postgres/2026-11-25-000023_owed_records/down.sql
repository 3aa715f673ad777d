DROP TABLE owed_records;
