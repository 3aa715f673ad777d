-- Payments (chapter 6): what was received never changes; that it was taken back is a row of its own.
CREATE TABLE payments (
    id UUID PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    payer_id UUID NOT NULL REFERENCES organisations (id),
    payer_name TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    method TEXT NOT NULL,
    reference TEXT NOT NULL,
    received_on TEXT NOT NULL,
    -- 1, and more where the clerk said that the same came again.
    copy INTEGER NOT NULL,
    recorded_by UUID NOT NULL,
    recorded_by_name TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (payer_id, method, reference, received_on, copy)
);
CREATE INDEX payments_by_payer ON payments (payer_id, created_at, id);
CREATE INDEX payments_newest ON payments (created_at, id);
CREATE INDEX payments_by_day ON payments (received_on, id);

CREATE TABLE payment_reversals (
    payment_id UUID PRIMARY KEY REFERENCES payments (id),
    reason TEXT NOT NULL,
    reversed_by UUID NOT NULL,
    reversed_by_name TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);

-- Money of a payer that can be put to statements: a payment, or a statement that came to less than nothing. A projection;
-- the database itself refuses to put more of it to statements than there is.
CREATE TABLE money_sources (
    id UUID PRIMARY KEY,
    payer_id UUID NOT NULL REFERENCES organisations (id),
    kind TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    allocated_fen BIGINT NOT NULL CHECK (allocated_fen >= 0 AND allocated_fen <= amount_fen),
    taken_back BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    CHECK (NOT (taken_back AND allocated_fen > 0))
);
CREATE INDEX money_sources_left ON money_sources (payer_id, id) WHERE NOT taken_back AND allocated_fen < amount_fen;

CREATE TRIGGER payments_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON payments
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payment_reversals_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_reversals
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
