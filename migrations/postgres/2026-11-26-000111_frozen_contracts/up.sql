-- Who changed a draft last: neither that person nor the one who began it puts it in force (chapter 7).
ALTER TABLE contracts ADD COLUMN edited_by UUID;
UPDATE contracts SET edited_by = created_by;

-- What decides money in a contract is changed in drafts alone (chapter 6): after that it may only end earlier, be given up, and
-- be told the day of its final acceptance once.
CREATE TRIGGER contracts_no_change BEFORE UPDATE ON contracts
FOR EACH ROW WHEN (OLD.status <> 'draft' AND (
    NEW.status = 'draft'
    OR (OLD.status = 'cancelled' AND NEW.status <> 'cancelled')
    OR NEW.id IS DISTINCT FROM OLD.id
    OR NEW.number IS DISTINCT FROM OLD.number
    OR NEW.customer_id IS DISTINCT FROM OLD.customer_id
    OR NEW.payer_id IS DISTINCT FROM OLD.payer_id
    OR NEW.payer_name IS DISTINCT FROM OLD.payer_name
    OR NEW.starts_on IS DISTINCT FROM OLD.starts_on
    OR NEW.ends_on IS DISTINCT FROM OLD.ends_on
    OR NEW.sla_profile IS DISTINCT FROM OLD.sla_profile
    OR NEW.labour_included IS DISTINCT FROM OLD.labour_included
    OR NEW.parts_included IS DISTINCT FROM OLD.parts_included
    OR NEW.price_fen IS DISTINCT FROM OLD.price_fen
    OR NEW.vat_rate IS DISTINCT FROM OLD.vat_rate
    OR NEW.charge_id IS DISTINCT FROM OLD.charge_id
    OR NEW.activated_at IS DISTINCT FROM OLD.activated_at
    OR NEW.activated_by_name IS DISTINCT FROM OLD.activated_by_name
    OR NEW.penalty::jsonb IS DISTINCT FROM OLD.penalty::jsonb
    OR NEW.last_on > OLD.last_on
    OR (OLD.accepted_on IS NOT NULL AND NEW.accepted_on IS DISTINCT FROM OLD.accepted_on)
))
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contracts_no_delete BEFORE DELETE OR TRUNCATE ON contracts
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- What was asked of a waiver stays as it was asked.
CREATE TRIGGER charge_waivers_no_change BEFORE UPDATE OF
    id, charge_id, reason, asked_by, asked_by_name, asked_at
OR DELETE OR TRUNCATE ON charge_waivers
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
