DROP TABLE statement_reminders;
