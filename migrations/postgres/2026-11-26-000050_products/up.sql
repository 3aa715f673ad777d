-- The installed base (chapter 5.6): what the vendor makes, and every device and licence that was delivered. Days are texts,
-- so that they compare the same on both databases.
CREATE TABLE product_types (
    id UUID PRIMARY KEY,
    name TEXT NOT NULL,
    name_en TEXT,
    warranty_months INTEGER NOT NULL,
    free_service_months INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX product_types_name ON product_types (name);

CREATE TABLE product_models (
    id UUID PRIMARY KEY,
    type_id UUID NOT NULL REFERENCES product_types (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
-- A model is of one type, however its name is written.
CREATE UNIQUE INDEX product_models_name ON product_models (name_key);
CREATE INDEX product_models_by_type ON product_models (type_id, name);

CREATE TABLE products (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    model_id UUID NOT NULL REFERENCES product_models (id),
    serial TEXT NOT NULL,
    serial_key TEXT NOT NULL,
    nodes INTEGER,
    customer_id UUID NOT NULL REFERENCES customers (id),
    delivered_on TEXT,
    accepted_on TEXT,
    note TEXT,
    search_text TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_by UUID,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX products_serial ON products (serial_key);
CREATE INDEX products_by_customer ON products (customer_id, created_at, id);
CREATE INDEX products_by_model ON products (model_id, created_at, id);
CREATE INDEX products_newest ON products (created_at, id);

-- What happened to each: only ever added.
CREATE TABLE product_events (
    id UUID PRIMARY KEY,
    product_id UUID NOT NULL REFERENCES products (id),
    at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL,
    changes JSON NOT NULL,
    reason TEXT,
    actor_id UUID,
    actor_name TEXT NOT NULL,
    organisation_id UUID,
    by_vendor BOOLEAN NOT NULL
);
CREATE INDEX product_events_by_product ON product_events (product_id, at, id);
CREATE TRIGGER product_events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON product_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
