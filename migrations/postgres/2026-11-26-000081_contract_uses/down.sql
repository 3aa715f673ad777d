DROP TABLE contract_uses;
