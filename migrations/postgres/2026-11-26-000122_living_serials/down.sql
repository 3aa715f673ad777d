DROP INDEX products_by_serial;
DROP INDEX products_serial;
CREATE UNIQUE INDEX products_serial ON products (serial_key);
