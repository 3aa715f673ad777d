-- A device that came back may be sold again under its serial (chapter 5.6): of one serial there is one product that is there.
DROP INDEX products_serial;
CREATE UNIQUE INDEX products_serial ON products (serial_key) WHERE gone_on IS NULL;
CREATE INDEX products_by_serial ON products (serial_key, id);
