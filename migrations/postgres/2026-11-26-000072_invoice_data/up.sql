-- What stands on the VAT invoices of a payer (chapter 10).
CREATE TABLE invoice_data (
    payer_id UUID PRIMARY KEY REFERENCES organisations (id),
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    tax_number TEXT NOT NULL,
    address TEXT,
    phone TEXT,
    bank TEXT,
    account TEXT,
    version INTEGER NOT NULL,
    changed_by_name TEXT NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
