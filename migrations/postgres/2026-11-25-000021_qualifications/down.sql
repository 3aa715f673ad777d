DROP TABLE qualifications;
DROP FUNCTION refuse_qualification_change();
