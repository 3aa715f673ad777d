-- Delivery claims (chapter 2.5): what was decided of each, and the products that left by it. Rows of remedies are only ever
-- added; a repair may be followed by another decision, an exchange or a return by none.
CREATE TABLE request_remedies (
    request_id UUID NOT NULL REFERENCES service_requests (id),
    nth INTEGER NOT NULL,
    remedy TEXT NOT NULL,
    reason TEXT NOT NULL,
    product_id UUID REFERENCES products (id),
    replacement_id UUID REFERENCES products (id),
    credit_id UUID REFERENCES credits (id),
    credit_number TEXT,
    at TIMESTAMPTZ NOT NULL,
    actor_id UUID NOT NULL,
    actor_name TEXT NOT NULL,
    PRIMARY KEY (request_id, nth)
);
-- Nothing is exchanged or taken back twice.
CREATE UNIQUE INDEX request_remedies_gone ON request_remedies (product_id) WHERE remedy IN ('exchange', 'return');

-- From which day a product is no longer there, how it went, and the one that a new one stands for.
ALTER TABLE products ADD COLUMN gone_on TEXT;
ALTER TABLE products ADD COLUMN gone_as TEXT;
ALTER TABLE products ADD COLUMN replaces UUID;
CREATE UNIQUE INDEX products_replacing ON products (replaces) WHERE replaces IS NOT NULL;

-- Who handed a loaner over, and which overdue ones somebody was told of: once each.
ALTER TABLE loaners ADD COLUMN lent_by UUID;
CREATE TABLE loaner_reminders (
    loaner_id UUID PRIMARY KEY REFERENCES loaners (id),
    at TIMESTAMPTZ NOT NULL
);

CREATE TRIGGER request_remedies_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON request_remedies
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
