DROP TABLE contract_types;
DROP TABLE contract_products;
DROP TABLE contract_services;
DROP TABLE contracts;
