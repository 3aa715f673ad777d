//! Penalties (3.4): what a breach of a contract costs is proposed by the program once, and given after a service manager has
//! said so.

mod agreed;
mod people;
mod proposed;

use serde_json::{Value, json};
use tierdesk::platform::db::Id;

use super::contracts::device_of;
use super::requests::{ENGINEER, VENDOR_ENGINEER, raise, to};
use crate::support::contracts::{contract, in_force};
use crate::support::{Answer, TestApp};

pub const CREDITS: &str = "/api/v1/credits";
pub const MANAGER: &str = "manager@vendor.example";
pub const BILLING: &str = "billing@vendor.example";
/// The price of the contract, of which one percent are 12 000.
pub const PRICE: i64 = 1_200_000;

/// The penalties of the profile `project`.
pub fn terms() -> Value {
    json!({
        "no_response_hours": 4, "no_response_percent": 1, "late_day_percent": 1, "outage_percent": 1, "cap_percent": 20,
    })
}

/// A contract of 12 000 yuan over the device SN-1 of a customer, with these penalties: respond at once, solve in four hours.
pub async fn contract_with(app: &TestApp, customer: Id, penalty: Value) -> Answer {
    let product = device_of(app, customer, "SN-1", "2025-01-10").await;
    let mut body = contract(customer, &product.id());
    (body["price_fen"], body["sla_profile"], body["penalty"]) = (json!(PRICE), json!("project"), penalty);
    in_force(app, &body).await
}

/// The device SN-1 of a customer is broken; raised by somebody of agent A.
pub async fn broken(app: &TestApp, customer: Id) -> String {
    let body = json!({
        "customer_id": customer, "kind": "fault", "severity": 3, "service_code": "SASR008", "subject": "策略不生效",
        "serial": "SN-1",
    });
    raise(&app.as_(ENGINEER), &body).await.id()
}

/// The vendor takes these steps.
pub async fn steps(app: &TestApp, id: &str, words: &[&str]) {
    for word in words {
        let reason = if *word == "waiting_customer" { "等待客户开门" } else { "" };
        to(&app.as_(VENDOR_ENGINEER), id, word, reason).await.expect(200);
    }
}

/// The penalties there are, oldest first.
pub async fn penalties(app: &TestApp) -> Vec<Value> {
    let path = format!("{CREDITS}?kind=sla_penalty&sort=proposed_at&limit=200");
    app.as_(MANAGER).get(&path).await.expect(200).items().to_vec()
}

/// Clause, amount and status of each.
pub async fn told(app: &TestApp) -> Vec<(String, i64, String)> {
    let text = |it: &Value, key: &str| it[key].as_str().unwrap_or_default().to_string();
    let row = |it: &Value| (text(it, "clause"), it["amount_fen"].as_i64().unwrap(), text(it, "status"));
    penalties(app).await.iter().map(row).collect()
}

/// The page of a penalty.
pub fn page_of(penalty: &Value) -> String {
    format!("/billing/credits/{}", penalty["id"].as_str().unwrap())
}

/// One that is proposed.
pub fn proposed(clause: &str, amount_fen: i64) -> (String, i64, String) {
    (clause.into(), amount_fen, "proposed".into())
}
