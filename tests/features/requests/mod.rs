//! Service requests (4.1): raised, decided, served, handed on, watched, closed.

mod changes;
mod claims;
mod file_pages;
mod files;
mod flow;
mod holiday;
mod input;
mod life;
mod overdue;
mod pages;
mod paper;
mod record;
mod routing;
mod sight;
mod speed;
mod versions;
mod watch;

use chrono::TimeDelta;
use serde_json::{Value, json};
use tierdesk::features::requests::WATCH;
use tierdesk::platform::db::Id;

use crate::support::{Answer, Client, TestApp};

/// Somebody of agent A.
pub const ENGINEER: &str = "engineer@agent-a.example";
/// Its customer.
pub const CONTACT: &str = "contact@enduser-a.example";
/// The vendor's engineer.
pub const VENDOR_ENGINEER: &str = "engineer@vendor.example";

/// A fault of severity 3 on the site of `customer`.
pub fn fault(customer: Id) -> Value {
    json!({
        "customer_id": customer, "kind": "fault", "severity": 3, "service_code": "SASL012",
        "subject": "客户端大面积掉线", "description": "上午起约三成客户端无法连接服务器",
        "contact": { "name": "丙联络", "phone": "13800138000" }, "city": "530100", "product": "防水墙", "serial": "SN-1",
    })
}

/// Raises a request.
pub async fn raise(who: &Client, body: &Value) -> Answer {
    who.post("/api/v1/requests").json(body).await.expect(201)
}

/// Moves a request as it stands now.
pub async fn to(who: &Client, id: &str, word: &str, reason: &str) -> Answer {
    let path = format!("/api/v1/requests/{id}");
    let version = who.get(&path).await.expect(200).version();
    let mut body = json!({ "to": word });
    if !reason.is_empty() {
        body["reason"] = json!(reason);
    }
    if word == "escalated" {
        body["tried"] = json!("远程重启服务，未恢复");
    }
    who.post(&format!("{path}/transitions")).if_match(version).json(&body).await
}

/// Moves the clock and lets the watch tell what is due.
pub fn pass(app: &TestApp, time: TimeDelta) {
    app.clock.advance(time);
    while (WATCH.run)(&app.app.services, app.now()).unwrap() > 0 {}
}

/// The lines of a request's timeline of one kind.
pub fn lines<'a>(request: &'a Answer, kind: &str) -> Vec<&'a Value> {
    request.body["events"].as_array().unwrap().iter().filter(|line| line["kind"] == kind).collect()
}

/// The target of a kind on a clock.
pub fn target<'a>(request: &'a Answer, clock: &str, kind: &str) -> &'a Value {
    let targets = request.body["targets"].as_array().unwrap();
    let found = targets.iter().find(|target| target["clock"] == clock && target["kind"] == kind);
    found.unwrap_or_else(|| panic!("no {kind} of {clock}: {targets:?}"))
}

/// How often a kind of notice reached somebody.
pub async fn told(app: &TestApp, email: &str, kind: &str) -> usize {
    let notices = app.as_(email).get("/api/v1/notices?limit=200").await.expect(200);
    notices.items().iter().filter(|notice| notice["kind"] == kind).count()
}
