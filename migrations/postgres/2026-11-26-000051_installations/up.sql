-- Installation and acceptance (chapter 5.6): who installed what where, and who accepted it on which day. Only ever added;
-- a wrong day is corrected on the product.
CREATE TABLE installations (
    id UUID PRIMARY KEY,
    customer_id UUID NOT NULL REFERENCES customers (id),
    site_address TEXT,
    installed_on TEXT NOT NULL,
    installed_by TEXT NOT NULL,
    fixed_engineer_id UUID REFERENCES users (id),
    accepted_by TEXT NOT NULL,
    accepted_on TEXT NOT NULL,
    note TEXT,
    created_by UUID,
    created_by_name TEXT NOT NULL,
    organisation_id UUID NOT NULL,
    by_vendor BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX installations_by_customer ON installations (customer_id, created_at, id);
CREATE INDEX installations_by_organisation ON installations (organisation_id, created_at, id);
CREATE INDEX installations_newest ON installations (created_at, id);

CREATE TABLE installed_products (
    installation_id UUID NOT NULL REFERENCES installations (id),
    product_id UUID NOT NULL REFERENCES products (id),
    PRIMARY KEY (installation_id, product_id)
);
CREATE INDEX installed_products_by_product ON installed_products (product_id);
CREATE TRIGGER installations_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON installations
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER installed_products_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON installed_products
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
