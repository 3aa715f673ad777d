DROP TABLE signature_codes;
