-- Who changed a draft last: neither that person nor the one who began it puts it in force (chapter 7).
ALTER TABLE contracts ADD COLUMN edited_by BLOB;
UPDATE contracts SET edited_by = created_by;

-- What decides money in a contract is changed in drafts alone (chapter 6): after that it may only end earlier, be given up, and
-- be told the day of its final acceptance once.
CREATE TRIGGER contracts_no_update BEFORE UPDATE ON contracts
WHEN OLD.status <> 'draft' AND (
    NEW.status = 'draft'
    OR (OLD.status = 'cancelled' AND NEW.status <> 'cancelled')
    OR NEW.id IS NOT OLD.id
    OR NEW.number IS NOT OLD.number
    OR NEW.customer_id IS NOT OLD.customer_id
    OR NEW.payer_id IS NOT OLD.payer_id
    OR NEW.payer_name IS NOT OLD.payer_name
    OR NEW.starts_on IS NOT OLD.starts_on
    OR NEW.ends_on IS NOT OLD.ends_on
    OR NEW.sla_profile IS NOT OLD.sla_profile
    OR NEW.labour_included IS NOT OLD.labour_included
    OR NEW.parts_included IS NOT OLD.parts_included
    OR NEW.price_fen IS NOT OLD.price_fen
    OR NEW.vat_rate IS NOT OLD.vat_rate
    OR NEW.charge_id IS NOT OLD.charge_id
    OR NEW.activated_at IS NOT OLD.activated_at
    OR NEW.activated_by_name IS NOT OLD.activated_by_name
    OR NEW.penalty IS NOT OLD.penalty
    OR NEW.last_on > OLD.last_on
    OR (OLD.accepted_on IS NOT NULL AND NEW.accepted_on IS NOT OLD.accepted_on)
)
BEGIN SELECT RAISE(ABORT, 'a contract in force never changes'); END;
CREATE TRIGGER contracts_no_delete BEFORE DELETE ON contracts
BEGIN SELECT RAISE(ABORT, 'contracts is append-only'); END;
-- What was asked of a waiver stays as it was asked.
CREATE TRIGGER charge_waivers_no_update BEFORE UPDATE OF
    id, charge_id, reason, asked_by, asked_by_name, asked_at
ON charge_waivers
BEGIN SELECT RAISE(ABORT, 'charge_waivers is append-only'); END;
CREATE TRIGGER charge_waivers_no_delete BEFORE DELETE ON charge_waivers
BEGIN SELECT RAISE(ABORT, 'charge_waivers is append-only'); END;
