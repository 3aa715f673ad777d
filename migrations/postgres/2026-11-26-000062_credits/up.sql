-- Credits of every kind and agents' service fees (chapter 6): proposed by one person, confirmed by another where that is
-- needed. A confirmed one is a charge; the row here says why it was given.
CREATE TABLE credits (
    id UUID PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL,
    kind TEXT,
    payer_id UUID NOT NULL REFERENCES organisations (id),
    payer_name TEXT NOT NULL,
    amount_fen BIGINT NOT NULL,
    vat_rate INTEGER NOT NULL,
    text TEXT NOT NULL,
    basis JSON NOT NULL,
    status TEXT NOT NULL,
    proposed_by UUID,
    proposed_by_name TEXT NOT NULL,
    proposed_at TIMESTAMPTZ NOT NULL,
    decided_by UUID,
    decided_by_name TEXT,
    decided_at TIMESTAMPTZ,
    reason TEXT,
    charge_id UUID REFERENCES charges (id),
    version INTEGER NOT NULL
);
CREATE INDEX credits_newest ON credits (proposed_at, id);
CREATE INDEX credits_by_status ON credits (status, proposed_at, id);
CREATE INDEX credits_by_payer ON credits (payer_id, proposed_at, id);
