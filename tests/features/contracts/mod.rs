//! Maintenance contracts (2.5, 2.4 step 5, 3.4): how they are written and put in force, and what they do then.

mod allowances;
mod coverage;
mod deadlines;
mod pages;
mod reminders;
mod written;

use serde_json::Value;

use serde_json::json;
use tierdesk::features::verification::{CHECKS, Subject};
use tierdesk::platform::db::Id;

use crate::support::fixture::{CUSTOMER_A, CUSTOMER_AGENT_A, GUANGZHOU};
use crate::support::products::{device, model_of, product_type};
use crate::support::{Answer, TestApp, fault_record_onsite};

pub const RECORDS: &str = "/api/v1/fault-records";
pub const VENDOR: &str = "engineer@vendor.example";
pub const REVIEWER: &str = "reviewer@vendor.example";

/// A registered device of agent A's customer, with its type.
pub async fn device_of_a(app: &TestApp, serial: &str) -> Answer {
    device_of(app, CUSTOMER_A, serial, "2025-01-10").await
}

/// A registered device of a customer of agent A, with its type: three years of warranty, two of free service.
pub async fn device_of(app: &TestApp, customer: Id, serial: &str, delivered_on: &str) -> Answer {
    let types = app.as_("admin@vendor.example").get("/api/v1/product-types").await.expect(200);
    let known: Option<Value> = types.items().first().cloned();
    let model = match known {
        Some(kind) => kind["models"][0]["id"].as_str().unwrap().to_string(),
        None => model_of(&product_type(app).await),
    };
    let mut body = device(&model, customer, serial);
    body["delivered_on"] = json!(delivered_on);
    app.as_("engineer@agent-a.example").post("/api/v1/products").json(&body).await.expect(201)
}

/// A repair on 2026-02-27 by the vendor at agent A's own site in 广州, which the matrix charges.
pub fn repair(product: &Answer) -> Value {
    let mut body = fault_record_onsite(CUSTOMER_AGENT_A, GUANGZHOU);
    body["product_id"] = json!(product.id());
    body["serial"] = product.body["serial"].clone();
    body
}

/// A record that was sent in.
pub async fn submitted(app: &TestApp, email: &str, body: &Value) -> Answer {
    let author = app.as_(email);
    let draft = author.post(RECORDS).json(body).await.expect(201);
    author.post(&format!("{RECORDS}/{}/submit", draft.id())).if_match(draft.version()).await.expect(200)
}

/// The verdict of the reviewer: approved.
pub async fn approve(app: &TestApp, record: &Answer) -> Answer {
    let there = format!("{RECORDS}/{}/review", record.id());
    app.as_(REVIEWER).post(&there).if_match(record.version()).json(&json!({ "verdict": "approve" })).await
}

/// What the step of coverage saw.
pub fn coverage(record: &Answer) -> &Value {
    let steps = record.body["decision"]["steps"].as_array().unwrap();
    &steps.iter().find(|step| step["rule"] == "coverage").unwrap()["saw"]
}

/// How many visits of the first service are used up.
pub async fn used(app: &TestApp, contract: &Answer) -> i64 {
    let there = format!("{}/{}", crate::support::contracts::CONTRACTS, contract.id());
    let found = app.as_(crate::support::contracts::CLERK).get(&there).await.expect(200);
    found.body["services"][0]["used"].as_i64().unwrap()
}

/// The first fault that `tierdesk verify` finds.
pub fn fault(app: &TestApp) -> Option<String> {
    let services = &app.app.services;
    let subject =
        Subject::read(&services.db, &services.files, app.now()).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let run = |check: &tierdesk::features::verification::Check| (check.run)(&subject, &mut |_| ()).err();
    CHECKS.iter().find_map(run).map(|wrong| format!("{wrong:?}"))
}
