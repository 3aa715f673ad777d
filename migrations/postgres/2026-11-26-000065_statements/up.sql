-- Statements (chapter 6): what a payer is billed for a month. Heads, lines and events are only ever added; where a statement
-- and each of its lines stand is a projection of the events.
CREATE TABLE statements (
    id UUID PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    payer_id UUID NOT NULL REFERENCES organisations (id),
    payer_name TEXT NOT NULL,
    month TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    line_count INTEGER NOT NULL,
    list_total_fen BIGINT NOT NULL,
    net_total_fen BIGINT NOT NULL,
    vat_total_fen BIGINT NOT NULL,
    gross_total_fen BIGINT NOT NULL,
    issued_at TIMESTAMPTZ NOT NULL,
    issued_by UUID NOT NULL,
    issued_by_name TEXT NOT NULL,
    UNIQUE (payer_id, month, sequence)
);
CREATE INDEX statements_newest ON statements (issued_at, id);
CREATE INDEX statements_by_payer ON statements (payer_id, issued_at, id);
CREATE INDEX statements_by_month ON statements (month, issued_at, id);

-- A charge can be on one statement only. Lines are written first and their head last, which then stands with all of them.
CREATE TABLE statement_lines (
    statement_id UUID NOT NULL REFERENCES statements (id) DEFERRABLE INITIALLY DEFERRED,
    line INTEGER NOT NULL,
    charge_id UUID NOT NULL UNIQUE REFERENCES charges (id),
    record_id UUID REFERENCES service_records (id),
    origin TEXT NOT NULL,
    number TEXT NOT NULL,
    customer_name TEXT NOT NULL,
    component TEXT NOT NULL,
    service_code TEXT NOT NULL,
    service_zh TEXT NOT NULL,
    service_en TEXT NOT NULL,
    text TEXT NOT NULL,
    unit TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    list_fen BIGINT NOT NULL,
    net_fen BIGINT NOT NULL,
    vat_rate INTEGER NOT NULL,
    vat_fen BIGINT NOT NULL,
    gross_fen BIGINT NOT NULL,
    PRIMARY KEY (statement_id, line)
);
CREATE INDEX statement_lines_by_record ON statement_lines (record_id) WHERE record_id IS NOT NULL;

CREATE TABLE statement_events (
    id UUID PRIMARY KEY,
    statement_id UUID NOT NULL REFERENCES statements (id),
    charge_id UUID REFERENCES charges (id),
    at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL,
    amount_fen BIGINT NOT NULL,
    text TEXT NOT NULL,
    actor_id UUID NOT NULL,
    actor_name TEXT NOT NULL
);
CREATE INDEX statement_events_by_statement ON statement_events (statement_id, at, id);

CREATE TABLE statement_states (
    statement_id UUID PRIMARY KEY REFERENCES statements (id),
    status TEXT NOT NULL,
    confirmed BOOLEAN NOT NULL,
    disputed_lines INTEGER NOT NULL,
    questioned_lines INTEGER NOT NULL,
    allocated_fen BIGINT NOT NULL,
    version INTEGER NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX statement_states_by_status ON statement_states (status, statement_id);

-- A line that nobody said anything about has no row.
CREATE TABLE statement_line_states (
    charge_id UUID PRIMARY KEY REFERENCES charges (id),
    statement_id UUID NOT NULL REFERENCES statements (id),
    status TEXT NOT NULL,
    version INTEGER NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX statement_line_states_by_status ON statement_line_states (status, changed_at, charge_id);
CREATE INDEX statement_line_states_by_statement ON statement_line_states (statement_id, status);


CREATE TRIGGER statements_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON statements
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER statement_lines_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON statement_lines
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER statement_events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON statement_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE FUNCTION refuse_late_line() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF EXISTS (SELECT 1 FROM statements WHERE id = NEW.statement_id) THEN
        RAISE EXCEPTION 'a statement is complete';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER statement_lines_before_head BEFORE INSERT ON statement_lines
FOR EACH ROW EXECUTE FUNCTION refuse_late_line();

-- Who is billed is kept with the state of a charge too, so that what waits for a statement is found by payer and month.
ALTER TABLE charge_states ADD COLUMN payer_id UUID REFERENCES organisations (id);
UPDATE charge_states SET payer_id = (SELECT payer_id FROM charges WHERE charges.id = charge_states.charge_id);
CREATE INDEX charge_states_unbilled ON charge_states (month, payer_id, charge_id) WHERE status = 'confirmed';
