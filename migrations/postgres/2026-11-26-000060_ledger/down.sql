DROP TABLE ledger_balances;
DROP TABLE ledger_postings;
DROP TABLE ledger_entries;
DROP FUNCTION refuse_unbalanced;
DROP FUNCTION refuse_late_posting;
