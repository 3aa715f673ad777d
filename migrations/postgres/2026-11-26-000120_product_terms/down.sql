ALTER TABLE products DROP COLUMN free_service_months;
ALTER TABLE products DROP COLUMN warranty_months;
