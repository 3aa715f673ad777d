DROP TABLE product_events;
DROP TABLE products;
DROP TABLE product_models;
DROP TABLE product_types;
