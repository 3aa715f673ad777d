-- Which contracts people were reminded of, and how many days before the end: once each (chapter 2.5).
CREATE TABLE contract_reminders (
    contract_id UUID NOT NULL REFERENCES contracts (id),
    step INTEGER NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (contract_id, step)
);
