DROP TRIGGER contracts_no_update;
DROP TRIGGER contracts_no_delete;
DROP TRIGGER charge_waivers_no_update;
DROP TRIGGER charge_waivers_no_delete;
ALTER TABLE contracts DROP COLUMN edited_by;
