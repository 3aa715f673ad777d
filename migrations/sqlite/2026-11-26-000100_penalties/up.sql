-- Penalties that the program itself proposes (chapter 3.4): under which contract, for which request, by which clause. A clause
-- of a request is proposed once; after a reopening, the days that came on top are its next part.
ALTER TABLE credits ADD COLUMN contract_id BLOB REFERENCES contracts (id);
ALTER TABLE credits ADD COLUMN request_id BLOB REFERENCES service_requests (id);
ALTER TABLE credits ADD COLUMN clause TEXT;
ALTER TABLE credits ADD COLUMN part INTEGER;
CREATE UNIQUE INDEX credits_of_request ON credits (request_id, clause, part) WHERE request_id IS NOT NULL;
CREATE INDEX credits_of_contract ON credits (contract_id) WHERE contract_id IS NOT NULL;

-- Faults that are open now are looked at; what ended before there were penalties is not.
INSERT INTO request_timers (id, request_id, kind, due_at)
SELECT randomblob(16), id, 'penalty', updated_at FROM service_requests WHERE open AND kind = 'fault' AND reached_vendor;
