//! The audit log for those who may read it (chapter 7).

pub mod chain;
mod export;

use crate::both_engines;
use crate::support::fixture;
use crate::support::{PASSWORD, TestApp, fault_record_remote};

const AUDIT: &str = "/api/v1/audit";

both_engines! {
    async fn the_log_is_for_auditors_and_administrators(app: TestApp) {
        app.as_("auditor@vendor.example").get(AUDIT).await.expect(200);
        app.as_("admin@vendor.example").get(AUDIT).await.expect(200);
        for email in ["manager@vendor.example", "manager@agent-a.example", "contact@keyaccount.example"] {
            app.as_(email).get(AUDIT).await.refused(403, "role_not_allowed");
            app.browse(email).get("/admin/audit").await.expect(403);
        }
    }

    async fn entries_are_found_by_object_actor_and_action(app: TestApp) {
        let author = app.as_("engineer@agent-a.example");
        let body = fault_record_remote(fixture::CUSTOMER_A);
        let record = author.post("/api/v1/fault-records").json(&body).await.expect(201);
        let auditor = app.as_("auditor@vendor.example");
        let number = record.body["number"].as_str().unwrap();
        for query in [
            format!("object={}", record.id()),
            format!("object={number}"),
            format!("object={number}&action=fault_record."),
            format!("object={number}&actor=%E7%94%B2%E5%B7%A5"),
        ] {
            let found = auditor.get(&format!("{AUDIT}?{query}")).await.expect(200);
            assert_eq!(found.items().len(), 1, "{query}");
            let entry = &found.items()[0];
            assert_eq!(entry["action"], "fault_record.create");
            assert_eq!(entry["actor_name"], "甲工");
            assert_eq!(entry["address"], "127.0.0.1");
        }
        for query in ["action=charge", "action=%25", "actor=nobody", "object=nothing"] {
            assert_eq!(auditor.get(&format!("{AUDIT}?{query}")).await.expect(200).items().len(), 0, "{query}");
        }
        auditor.get(&format!("{AUDIT}?who=1")).await.expect(422);
        let page = app.browse("auditor@vendor.example").get(&format!("/admin/audit?object={number}")).await;
        page.expect(200).shows(number).shows("故障记录：新建").shows("甲工");
    }

    async fn a_login_leaves_a_row(app: TestApp) {
        let body = serde_json::json!({ "email": "engineer@agent-a.example", "password": PASSWORD });
        app.anonymous().post("/api/v1/auth/login").json(&body).await.expect(200);
        let found = app.as_("auditor@vendor.example").get(&format!("{AUDIT}?action=session.open")).await.expect(200);
        assert_eq!(found.items()[0]["object_label"], "engineer@agent-a.example");
    }
}
