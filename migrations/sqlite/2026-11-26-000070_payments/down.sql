DROP TABLE money_sources;
DROP TABLE payment_reversals;
DROP TABLE payments;
