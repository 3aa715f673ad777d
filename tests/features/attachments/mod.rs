//! Attachments: what is taken and what is refused, who sees what, and what becomes of the bytes (4.2, 4.3, 8.2).

mod hostile;
mod kinds;
mod pages;
mod revisions;
mod store;

use crate::support::{Answer, TestApp, fault_record_remote, fixture};

pub const ENGINEER: &str = "engineer@agent-a.example";
pub const REVIEWER: &str = "reviewer@vendor.example";
pub const CONTACT: &str = "contact@enduser-a.example";

/// A complete draft of agent A's engineer.
pub async fn draft(app: &TestApp) -> Answer {
    let body = fault_record_remote(fixture::CUSTOMER_A);
    app.as_(ENGINEER).post("/api/v1/fault-records").json(&body).await.expect(201)
}

/// Where a record's files are.
pub fn files_of(record: &Answer) -> String {
    format!("/api/v1/fault-records/{}/attachments", record.id())
}

/// Names of the files that somebody sees.
pub async fn names(app: &TestApp, email: &str, record: &Answer) -> Vec<String> {
    let list = app.as_(email).get(&files_of(record)).await.expect(200);
    list.items().iter().map(|file| file["name"].as_str().unwrap().to_string()).collect()
}
