-- What became of a credit is events, which are only ever added; the state in its row is what the last of them says (chapter 6).
CREATE TABLE credit_events (
    credit_id UUID NOT NULL REFERENCES credits (id),
    -- The version of the credit to which it led.
    version INTEGER NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('proposed', 'confirmed', 'refused', 'reversed')),
    -- Null for the program itself.
    actor_id UUID,
    actor_name TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (credit_id, version)
);
INSERT INTO credit_events (credit_id, version, at, status, actor_id, actor_name)
SELECT id, 1, proposed_at, 'proposed', proposed_by, proposed_by_name FROM credits;
-- Whoever took a credit back stands in the row where the one who confirmed it stood; the charge that it became remembers.
INSERT INTO credit_events (credit_id, version, at, status, actor_id, actor_name)
SELECT c.id, 2, e.at, 'confirmed', e.actor_id, e.actor_name
FROM credits c JOIN charge_events e ON e.charge_id = c.charge_id AND e.status = 'confirmed'
WHERE c.status = 'reversed' AND e.version = (
    SELECT MIN(x.version) FROM charge_events x WHERE x.charge_id = c.charge_id AND x.status = 'confirmed'
);
INSERT INTO credit_events (credit_id, version, at, status, actor_id, actor_name, reason)
SELECT id, version, decided_at, status, decided_by, decided_by_name, reason FROM credits WHERE status <> 'proposed';

CREATE TRIGGER credit_events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON credit_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- Of a credit itself nothing but its state moves, and its charge is said once.
CREATE TRIGGER credits_no_change BEFORE UPDATE OF
    id, number, origin, kind, payer_id, payer_name, amount_fen, vat_rate, text, basis, proposed_by, proposed_by_name, proposed_at, contract_id, request_id, clause, part, record_id
OR DELETE OR TRUNCATE ON credits
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER credits_charged_once BEFORE UPDATE OF charge_id ON credits
FOR EACH ROW WHEN (OLD.charge_id IS NOT NULL AND NEW.charge_id IS DISTINCT FROM OLD.charge_id)
EXECUTE FUNCTION refuse_change();
