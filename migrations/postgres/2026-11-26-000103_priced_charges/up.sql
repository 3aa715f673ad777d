-- A part that the price list lacked is priced by a person: a charge of its own in the place of the one without a price, which is
-- reversed. A line of a revision is charged once by the decision, and each charge is replaced by one price at most.
ALTER TABLE charges ADD COLUMN prices_id UUID REFERENCES charges (id);
DROP INDEX charges_once;
CREATE UNIQUE INDEX charges_once ON charges (record_id, revision, line) WHERE reverses_id IS NULL AND prices_id IS NULL;
CREATE UNIQUE INDEX charges_priced_once ON charges (prices_id) WHERE prices_id IS NOT NULL;
