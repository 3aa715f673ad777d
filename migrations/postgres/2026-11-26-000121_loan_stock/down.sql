ALTER TABLE products DROP COLUMN loan_stock;
