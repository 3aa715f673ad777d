-- The ledger (chapter 6): double entry, only ever added to. Postings are written first and their entry last; the entry is
-- refused unless they sum to zero, and nothing can be added to an entry that stands.
CREATE TABLE ledger_entries (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    object_id UUID NOT NULL,
    number TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    actor_id UUID,
    actor_name TEXT NOT NULL,
    UNIQUE (kind, object_id)
);
CREATE INDEX ledger_entries_newest ON ledger_entries (at, id);

CREATE TABLE ledger_postings (
    entry_id UUID NOT NULL REFERENCES ledger_entries (id) DEFERRABLE INITIALLY DEFERRED,
    line INTEGER NOT NULL,
    account TEXT NOT NULL,
    payer_id UUID REFERENCES organisations (id),
    amount_fen BIGINT NOT NULL,
    PRIMARY KEY (entry_id, line)
);
CREATE INDEX ledger_postings_by_payer ON ledger_postings (payer_id, entry_id) WHERE payer_id IS NOT NULL;

-- What each payer's accounts come to: a roll-up that is kept with every posting.
CREATE TABLE ledger_balances (
    payer_id UUID NOT NULL REFERENCES organisations (id),
    account TEXT NOT NULL,
    amount_fen BIGINT NOT NULL,
    PRIMARY KEY (payer_id, account)
);
CREATE INDEX ledger_balances_largest ON ledger_balances (account, amount_fen, payer_id);

CREATE FUNCTION refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF (SELECT COUNT(*) < 2 OR SUM(amount_fen) <> 0 FROM ledger_postings WHERE entry_id = NEW.id) THEN
        RAISE EXCEPTION 'a ledger entry must balance';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION refuse_late_posting() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF EXISTS (SELECT 1 FROM ledger_entries WHERE id = NEW.entry_id) THEN
        RAISE EXCEPTION 'a ledger entry is complete';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_entries_balanced BEFORE INSERT ON ledger_entries
FOR EACH ROW EXECUTE FUNCTION refuse_unbalanced();
CREATE TRIGGER ledger_postings_before_entry BEFORE INSERT ON ledger_postings
FOR EACH ROW EXECUTE FUNCTION refuse_late_posting();
CREATE TRIGGER ledger_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_postings_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_postings
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Charges that were confirmed before there was a ledger enter it now; each entry takes the id of its charge.
INSERT INTO ledger_postings (entry_id, line, account, payer_id, amount_fen)
SELECT c.id, 1, 'receivable', c.payer_id, c.amount_fen + (c.amount_fen * c.vat_rate + 50) / 100
FROM charges c JOIN charge_states s ON s.charge_id = c.id WHERE s.status = 'confirmed' AND c.amount_fen > 0;
INSERT INTO ledger_postings (entry_id, line, account, payer_id, amount_fen)
SELECT c.id, 2, 'revenue', NULL, -c.amount_fen
FROM charges c JOIN charge_states s ON s.charge_id = c.id WHERE s.status = 'confirmed' AND c.amount_fen > 0;
INSERT INTO ledger_postings (entry_id, line, account, payer_id, amount_fen)
SELECT c.id, 3, 'output_vat', NULL, -((c.amount_fen * c.vat_rate + 50) / 100)
FROM charges c JOIN charge_states s ON s.charge_id = c.id
WHERE s.status = 'confirmed' AND c.amount_fen > 0 AND (c.amount_fen * c.vat_rate + 50) / 100 <> 0;
INSERT INTO ledger_entries (id, kind, object_id, number, at, actor_id, actor_name)
SELECT c.id, 'charge_confirmed', c.id, c.record_number, s.changed_at, e.actor_id, e.actor_name
FROM charges c JOIN charge_states s ON s.charge_id = c.id
JOIN charge_events e ON e.charge_id = c.id AND e.status = 'confirmed' AND e.at = s.changed_at
WHERE s.status = 'confirmed' AND c.amount_fen > 0;
INSERT INTO ledger_balances (payer_id, account, amount_fen)
SELECT payer_id, 'receivable', CAST(SUM(amount_fen) AS BIGINT) FROM ledger_postings WHERE payer_id IS NOT NULL GROUP BY payer_id;
INSERT INTO ledger_balances (payer_id, account, amount_fen)
SELECT payer_id, 'unallocated', 0 FROM ledger_balances;
