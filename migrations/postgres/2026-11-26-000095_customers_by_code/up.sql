-- Every line of an import, and every customer that is typed in, asks who has its credit code.
CREATE INDEX customers_by_credit_code ON customers (credit_code);
