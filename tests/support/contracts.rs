//! Maintenance contracts as tests write them: through the API, in the words of the specification.

use serde_json::{Value, json};
use tierdesk::platform::db::Id;

use super::{Answer, TestApp};

/// Where contracts are.
pub const CONTRACTS: &str = "/api/v1/contracts";
/// Who writes them.
pub const CLERK: &str = "billing@vendor.example";

/// Who puts them in force: nobody does that with one of their own.
pub const SECOND: &str = "billing2@vendor.example";

/// A contract of the year 2026 over one product, with two visits of onsite repair.
pub fn contract(customer: Id, product: &str) -> Value {
    json!({
        "customer_id": customer, "starts_on": "2026-01-01", "ends_on": "2026-12-31", "product_ids": [product],
        "services": [{ "service_code": "SASL012", "visits": 2 }], "price_fen": 1_200_000, "vat_rate": 6,
    })
}

/// The draft of a contract.
pub async fn draft(app: &TestApp, body: &Value) -> Answer {
    app.as_(CLERK).post(CONTRACTS).json(body).await.expect(201)
}

/// A contract that was put in force.
pub async fn in_force(app: &TestApp, body: &Value) -> Answer {
    let made = draft(app, body).await;
    let activate = format!("{CONTRACTS}/{}/activate", made.id());
    app.as_(SECOND).post(&activate).if_match(1).await.expect(200)
}
