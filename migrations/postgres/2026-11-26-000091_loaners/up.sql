-- Loaners (代用设备, chapters 2.5 and 5.6): from the offer until both devices are back in place. A device stands in for one
-- at a time, and one that is away has one that stands in for it: the database itself refuses a second.
CREATE TABLE loaners (
    id UUID PRIMARY KEY,
    number TEXT NOT NULL,
    customer_id UUID NOT NULL REFERENCES customers (id),
    product_id UUID NOT NULL REFERENCES products (id),
    product_serial TEXT NOT NULL,
    loaner_id UUID NOT NULL REFERENCES products (id),
    loaner_serial TEXT NOT NULL,
    loaner_model TEXT NOT NULL,
    fault_record_id UUID REFERENCES service_records (id),
    fit_reason TEXT,
    note TEXT,
    state TEXT NOT NULL,
    due_on TEXT,
    lent_on TEXT,
    lent_to TEXT,
    device_back_on TEXT,
    device_back_to TEXT,
    loaner_back_on TEXT,
    loaner_back_by TEXT,
    declined_reason TEXT,
    organisation_id UUID NOT NULL,
    by_vendor BOOLEAN NOT NULL,
    created_by_name TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    version INTEGER NOT NULL
);
CREATE UNIQUE INDEX loaners_number ON loaners (number);
CREATE UNIQUE INDEX loaners_out ON loaners (loaner_id) WHERE state IN ('offered', 'lent') AND loaner_back_on IS NULL;
CREATE UNIQUE INDEX loaners_for ON loaners (product_id) WHERE state IN ('offered', 'lent');
CREATE INDEX loaners_by_customer ON loaners (customer_id, created_at, id);
CREATE INDEX loaners_newest ON loaners (created_at, id);
CREATE INDEX loaners_of_loaner ON loaners (loaner_id, created_at, id);
CREATE INDEX loaners_of_product ON loaners (product_id, created_at, id);
CREATE INDEX loaners_by_due ON loaners (due_on) WHERE state = 'lent';
