//! The installed base as tests fill it: through the API, in the words of the specification.

use serde_json::{Value, json};
use tierdesk::platform::db::Id;

use super::{Answer, TestApp};

/// A type with three years of warranty, two of free service, and two models.
pub async fn product_type(app: &TestApp) -> Answer {
    let body = json!({
        "name": "示例防水墙", "name_en": "Sample firewall", "free_service_months": 24, "warranty_months": 36,
        "models": ["FW-100", "FW-200"],
    });
    app.as_("admin@vendor.example").post("/api/v1/product-types").json(&body).await.expect(201)
}

/// The id of its first model.
pub fn model_of(kind: &Answer) -> String {
    kind.body["models"][0]["id"].as_str().unwrap().to_string()
}

/// A device that was delivered and not accepted yet.
pub fn device(model: &str, customer: Id, serial: &str) -> Value {
    json!({
        "kind": "device", "model_id": model, "serial": serial, "customer_id": customer,
        "delivered_on": "2025-01-10",
    })
}

/// A device that is kept to be lent.
pub fn stock(model: &str, keeper: Id, serial: &str) -> Value {
    let mut body = device(model, keeper, serial);
    body["loan_stock"] = json!(true);
    body
}

/// An installation of one product, accepted on 2025-02-01.
pub fn installation(customer: Id, product: &str) -> Value {
    json!({
        "customer_id": customer, "products": [product], "installed_on": "2025-01-31", "installed_by": "甲工",
        "site_address": "昆明市示例路 1 号",
        "accepted_by": "丙联络", "accepted_on": "2025-02-01",
    })
}
