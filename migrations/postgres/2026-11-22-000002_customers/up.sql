-- Customers: whom services are for (chapters 1, 2.3 and 8.3).
CREATE TABLE customers (
    id UUID PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    class TEXT NOT NULL,
    city TEXT NOT NULL,
    agent_id UUID REFERENCES organisations (id),
    organisation_id UUID REFERENCES organisations (id),
    account_manager_id UUID REFERENCES users (id),
    credit_code TEXT,
    industry TEXT,
    contacts JSON NOT NULL,
    search_text TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_by UUID,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX customers_by_agent ON customers (agent_id, name, id);
CREATE INDEX customers_by_organisation ON customers (organisation_id);
CREATE INDEX customers_by_account_manager ON customers (account_manager_id, name, id);
CREATE INDEX customers_by_name ON customers (name, id);
CREATE INDEX customers_by_name_key ON customers (name_key);
CREATE INDEX customers_newest ON customers (created_at, id);
