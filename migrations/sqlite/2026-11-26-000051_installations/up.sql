-- Installation and acceptance (chapter 5.6): who installed what where, and who accepted it on which day. Only ever added;
-- a wrong day is corrected on the product.
CREATE TABLE installations (
    id BLOB PRIMARY KEY,
    customer_id BLOB NOT NULL REFERENCES customers (id),
    site_address TEXT,
    installed_on TEXT NOT NULL,
    installed_by TEXT NOT NULL,
    fixed_engineer_id BLOB REFERENCES users (id),
    accepted_by TEXT NOT NULL,
    accepted_on TEXT NOT NULL,
    note TEXT,
    created_by BLOB,
    created_by_name TEXT NOT NULL,
    organisation_id BLOB NOT NULL,
    by_vendor BOOLEAN NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX installations_by_customer ON installations (customer_id, created_at, id);
CREATE INDEX installations_by_organisation ON installations (organisation_id, created_at, id);
CREATE INDEX installations_newest ON installations (created_at, id);

CREATE TABLE installed_products (
    installation_id BLOB NOT NULL REFERENCES installations (id),
    product_id BLOB NOT NULL REFERENCES products (id),
    PRIMARY KEY (installation_id, product_id)
);
CREATE INDEX installed_products_by_product ON installed_products (product_id);
CREATE TRIGGER installations_no_update BEFORE UPDATE ON installations
BEGIN SELECT RAISE(ABORT, 'an installation record is not changed'); END;
CREATE TRIGGER installations_no_delete BEFORE DELETE ON installations
BEGIN SELECT RAISE(ABORT, 'an installation record is not removed'); END;
CREATE TRIGGER installed_products_no_update BEFORE UPDATE ON installed_products
BEGIN SELECT RAISE(ABORT, 'an installation record is not changed'); END;
CREATE TRIGGER installed_products_no_delete BEFORE DELETE ON installed_products
BEGIN SELECT RAISE(ABORT, 'an installation record is not removed'); END;
