-- Devices that are kept to be lent (chapter 2.5): whatever was lent before was one.
ALTER TABLE products ADD COLUMN loan_stock BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE products SET loan_stock = TRUE WHERE id IN (SELECT loaner_id FROM loaners);
