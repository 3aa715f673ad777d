//! What people do with a record, in one line each.

use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

/// The engineer of the first agent.
pub const ENGINEER: &str = "engineer@agent-a.example";
/// A reviewer.
pub const REVIEWER: &str = "reviewer@vendor.example";
/// A billing clerk.
pub const BILLING: &str = "billing@vendor.example";

/// `who` begins a record at `path` (`fault-records` or `pre-sale-reports`).
pub async fn begin(app: &TestApp, who: &str, path: &str, body: &Value) -> Answer {
    app.as_(who).post(&format!("/api/v1/{path}")).json(body).await.expect(201)
}

/// `who` sends the record in.
pub async fn send_in(app: &TestApp, who: &str, path: &str, record: &Answer) -> Answer {
    let address = format!("/api/v1/{path}/{}/submit", record.id());
    app.as_(who).post(&address).if_match(record.version()).await
}

/// `who` files a record: begins it and sends it in.
pub async fn file(app: &TestApp, who: &str, path: &str, body: &Value) -> Answer {
    let draft = begin(app, who, path, body).await;
    send_in(app, who, path, &draft).await.expect(200)
}

/// The reviewer decides.
pub async fn decide(app: &TestApp, path: &str, record: &Answer, verdict: &Value) -> Answer {
    let address = format!("/api/v1/{path}/{}/review", record.id());
    app.as_(REVIEWER).post(&address).if_match(record.version()).json(verdict).await
}

/// The reviewer approves.
pub async fn approve(app: &TestApp, path: &str, record: &Answer) -> Answer {
    decide(app, path, record, &json!({ "verdict": "approve" })).await.expect(200)
}

/// The charges of a record as billing sees them.
pub async fn charges_of(app: &TestApp, record: &Answer) -> Vec<Value> {
    let address = format!("/api/v1/charges?record_id={}", record.id());
    app.as_(BILLING).get(&address).await.expect(200).items().to_vec()
}

/// `with(body, {"a": 1})` is `body` with `a` changed; null takes a field away.
pub fn with(mut body: Value, change: Value) -> Value {
    let (Some(all), Value::Object(change)) = (body.as_object_mut(), change) else { return body };
    for (name, value) in change {
        if value.is_null() {
            all.remove(&name);
        } else {
            all.insert(name, value);
        }
    }
    body
}
