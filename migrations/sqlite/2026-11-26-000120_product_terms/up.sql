-- Terms belong to a product from its registration on (chapter 2): what a type says later counts for what is registered later.
ALTER TABLE products ADD COLUMN free_service_months INTEGER NOT NULL DEFAULT 0;
ALTER TABLE products ADD COLUMN warranty_months INTEGER NOT NULL DEFAULT 0;
UPDATE products SET
    free_service_months = (SELECT k.free_service_months FROM product_models m JOIN product_types k ON k.id = m.type_id
        WHERE m.id = products.model_id),
    warranty_months = (SELECT k.warranty_months FROM product_models m JOIN product_types k ON k.id = m.type_id
        WHERE m.id = products.model_id);
