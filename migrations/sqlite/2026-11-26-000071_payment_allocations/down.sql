DROP TABLE payment_allocations;
ALTER TABLE money_sources DROP COLUMN number;
