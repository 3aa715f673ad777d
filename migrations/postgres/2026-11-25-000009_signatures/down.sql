DROP TABLE signature_links;
DROP TABLE signatures;
