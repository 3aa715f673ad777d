-- Every source knows its number.
ALTER TABLE money_sources ADD COLUMN number TEXT NOT NULL DEFAULT '';
UPDATE money_sources SET number = (SELECT number FROM payments WHERE payments.id = money_sources.id);

-- Money that was put to statements (chapter 6): only ever added to; what is taken back is a row of its own, with the amount
-- below zero.
CREATE TABLE payment_allocations (
    id UUID PRIMARY KEY,
    source_id UUID NOT NULL REFERENCES money_sources (id),
    source_number TEXT NOT NULL,
    payer_id UUID NOT NULL REFERENCES organisations (id),
    statement_id UUID NOT NULL REFERENCES statements (id),
    statement_number TEXT NOT NULL,
    amount_fen BIGINT NOT NULL,
    reverses_id UUID UNIQUE REFERENCES payment_allocations (id),
    reason TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    actor_id UUID NOT NULL,
    actor_name TEXT NOT NULL,
    CHECK (amount_fen <> 0 AND (amount_fen < 0) = (reverses_id IS NOT NULL))
);
CREATE INDEX payment_allocations_by_source ON payment_allocations (source_id, at, id);
CREATE INDEX payment_allocations_by_statement ON payment_allocations (statement_id, at, id);
CREATE TRIGGER payment_allocations_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_allocations
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
