DROP TRIGGER contracts_no_change ON contracts;
DROP TRIGGER contracts_no_delete ON contracts;
DROP TRIGGER charge_waivers_no_change ON charge_waivers;
ALTER TABLE contracts DROP COLUMN edited_by;
