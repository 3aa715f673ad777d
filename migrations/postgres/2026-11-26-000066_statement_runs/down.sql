DROP TABLE statement_runs;
