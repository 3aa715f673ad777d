DROP TABLE installed_products;
DROP TABLE installations;
