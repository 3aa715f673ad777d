-- Delivery claims (chapter 2.5): what was decided of each, and the products that left by it. Rows of remedies are only ever
-- added; a repair may be followed by another decision, an exchange or a return by none.
CREATE TABLE request_remedies (
    request_id BLOB NOT NULL REFERENCES service_requests (id),
    nth INTEGER NOT NULL,
    remedy TEXT NOT NULL,
    reason TEXT NOT NULL,
    product_id BLOB REFERENCES products (id),
    replacement_id BLOB REFERENCES products (id),
    credit_id BLOB REFERENCES credits (id),
    credit_number TEXT,
    at TEXT NOT NULL,
    actor_id BLOB NOT NULL,
    actor_name TEXT NOT NULL,
    PRIMARY KEY (request_id, nth)
);
-- Nothing is exchanged or taken back twice.
CREATE UNIQUE INDEX request_remedies_gone ON request_remedies (product_id) WHERE remedy IN ('exchange', 'return');

-- From which day a product is no longer there, how it went, and the one that a new one stands for.
ALTER TABLE products ADD COLUMN gone_on TEXT;
ALTER TABLE products ADD COLUMN gone_as TEXT;
ALTER TABLE products ADD COLUMN replaces BLOB;
CREATE UNIQUE INDEX products_replacing ON products (replaces) WHERE replaces IS NOT NULL;

-- Who handed a loaner over, and which overdue ones somebody was told of: once each.
ALTER TABLE loaners ADD COLUMN lent_by BLOB;
CREATE TABLE loaner_reminders (
    loaner_id BLOB PRIMARY KEY REFERENCES loaners (id),
    at TEXT NOT NULL
);

CREATE TRIGGER request_remedies_no_update BEFORE UPDATE ON request_remedies
BEGIN SELECT RAISE(ABORT, 'request_remedies is append-only'); END;
CREATE TRIGGER request_remedies_no_delete BEFORE DELETE ON request_remedies
BEGIN SELECT RAISE(ABORT, 'request_remedies is append-only'); END;
