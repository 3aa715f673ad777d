-- Maintenance contracts (chapter 2.5). Days are texts, so that they compare the same on both databases.
CREATE TABLE contracts (
    id BLOB PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    -- draft, active or cancelled: whether an active one has begun or is over is said by its days.
    status TEXT NOT NULL,
    customer_id BLOB NOT NULL REFERENCES customers (id),
    payer_id BLOB REFERENCES organisations (id),
    payer_name TEXT,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    -- The last day on which it grants anything: the agreed one until it is ended early.
    last_on TEXT NOT NULL,
    accepted_on TEXT,
    sla_profile TEXT,
    labour_included BOOLEAN NOT NULL,
    parts_included BOOLEAN NOT NULL,
    price_fen BIGINT NOT NULL CHECK (price_fen >= 0),
    vat_rate INTEGER NOT NULL,
    penalty TEXT,
    note TEXT,
    charge_id BLOB REFERENCES charges (id),
    version INTEGER NOT NULL,
    created_by BLOB,
    created_by_name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    activated_by_name TEXT,
    activated_at TEXT,
    closed_by_name TEXT,
    closed_at TEXT,
    close_reason TEXT,
    CHECK (ends_on >= starts_on)
);
CREATE INDEX contracts_newest ON contracts (created_at, id);
CREATE INDEX contracts_by_last_day ON contracts (last_on, id);
CREATE INDEX contracts_by_customer ON contracts (customer_id, last_on, id);

-- The services that a contract includes, and how many visits of each; none is as many as are needed. How many are used up is
-- the sum of the rows of contract_uses; the database itself refuses to spend more than there are.
CREATE TABLE contract_services (
    contract_id BLOB NOT NULL REFERENCES contracts (id),
    service_code TEXT NOT NULL,
    visits INTEGER CHECK (visits > 0),
    used INTEGER NOT NULL CHECK (used >= 0 AND (visits IS NULL OR used <= visits)),
    PRIMARY KEY (contract_id, service_code)
);

-- What it covers: products by name, or every product of a type that the customer has.
CREATE TABLE contract_products (
    contract_id BLOB NOT NULL REFERENCES contracts (id),
    product_id BLOB NOT NULL REFERENCES products (id),
    PRIMARY KEY (contract_id, product_id)
);
CREATE INDEX contract_products_by_product ON contract_products (product_id, contract_id);
CREATE TABLE contract_types (
    contract_id BLOB NOT NULL REFERENCES contracts (id),
    type_id BLOB NOT NULL REFERENCES product_types (id),
    PRIMARY KEY (contract_id, type_id)
);
