DROP INDEX customers_by_credit_code;
