//! Drafts: incomplete is fine, wrong is not, and nothing gets lost.

use serde_json::json;

use super::steps::{ENGINEER, begin, with};
use crate::both_engines;
use crate::support::fixture::{CUSTOMER_A, CUSTOMER_B, MISSING};
use crate::support::{TestApp, fault_record_remote};

both_engines! {
    async fn a_draft_may_be_incomplete(app: TestApp) {
        let draft = begin(&app, ENGINEER, "fault-records", &json!({ "symptom": "客户端无法登录" })).await;
        assert_eq!(draft.body["status"], "draft");
        assert_eq!(draft.body["symptom"], "客户端无法登录");
        assert!(draft.body["decision"].is_null());
        assert!(draft.body["number"].as_str().is_some_and(|number| number.starts_with("FR-20260302-")));
        assert_eq!(draft.header("location"), format!("/api/v1/fault-records/{}", draft.id()));
        assert_eq!(draft.header("etag"), "\"1\"");
    }

    async fn what_is_there_must_be_valid_and_every_fault_is_named(app: TestApp) {
        let wrong = json!({
            "nope": 1, "severity": 9, "reported_at": "gestern", "channel": "pigeon", "symptom": "x".repeat(4001),
            "parts": [{ "part": "P", "quantity": 0 }], "permission": { "by": "丙", "when": "now" },
        });
        let answer = app.as_(ENGINEER).post("/api/v1/fault-records").json(&wrong).await.refused(422, "invalid_fields");
        let mut faults = answer.faults();
        faults.sort();
        assert_eq!(faults, [
            "channel: not_an_option", "nope: unknown_field", "parts.0.quantity: too_small",
            "permission.when: unknown_field", "reported_at: not_a_moment", "severity: too_large", "symptom: too_long",
        ]);
        let list = app.as_(ENGINEER).get("/api/v1/fault-records").await.expect(200);
        assert!(list.items().is_empty(), "nothing was stored");
    }

    async fn a_patch_changes_only_what_it_names_and_null_takes_away(app: TestApp) {
        let draft = begin(&app, ENGINEER, "fault-records", &fault_record_remote(CUSTOMER_A)).await;
        let address = format!("/api/v1/fault-records/{}", draft.id());
        let changed = app.as_(ENGINEER).patch(&address).if_match(1)
            .json(&json!({ "cause": "证书过期", "city": null })).await.expect(200);
        assert_eq!(changed.body["cause"], "证书过期");
        assert!(changed.body.get("city").is_none());
        assert_eq!(changed.body["symptom"], draft.body["symptom"]);
        assert_eq!(changed.version(), 2);
    }

    async fn a_change_needs_the_version_it_was_made_from(app: TestApp) {
        let draft = begin(&app, ENGINEER, "fault-records", &json!({})).await;
        let address = format!("/api/v1/fault-records/{}", draft.id());
        let engineer = app.as_(ENGINEER);
        engineer.patch(&address).json(&json!({ "cause": "a" })).await.refused(428, "precondition_required");
        engineer.patch(&address).if_match(7).json(&json!({ "cause": "a" })).await.refused(412, "stale_version");
        let unchanged = engineer.get(&address).await.expect(200);
        assert_eq!(unchanged.version(), 1);
    }

    async fn a_customer_out_of_sight_is_as_good_as_missing(app: TestApp) {
        let engineer = app.as_(ENGINEER);
        let ask = |customer| engineer.post("/api/v1/fault-records").json(&json!({ "customer_id": customer }));
        let foreign = ask(CUSTOMER_B).await.refused(422, "invalid_fields");
        let missing = ask(MISSING).await.refused(422, "invalid_fields");
        assert_eq!(foreign.faults(), ["customer_id: not_found"]);
        assert_eq!(foreign.body["errors"], missing.body["errors"]);
    }

    async fn the_same_key_creates_one_draft(app: TestApp) {
        let engineer = app.as_(ENGINEER);
        let body = with(fault_record_remote(CUSTOMER_A), json!({ "serial": "SN-KEY" }));
        let first = engineer.post("/api/v1/fault-records").once("k-1").json(&body).await.expect(201);
        let again = engineer.post("/api/v1/fault-records").once("k-1").json(&body).await.expect(201);
        assert_eq!(first.id(), again.id());
        let other = engineer.post("/api/v1/fault-records").once("k-1").json(&json!({})).await;
        assert_eq!(other.expect(422).faults(), ["Idempotency-Key: reused"]);
        assert_eq!(engineer.get("/api/v1/fault-records").await.expect(200).items().len(), 1);
    }

    async fn lists_are_paged_by_cursor(app: TestApp) {
        let engineer = app.as_(ENGINEER);
        for day in 10..15 {
            let body = with(fault_record_remote(CUSTOMER_A), json!({ "reported_at": format!("2026-02-{day}T08:00:00+08:00") }));
            begin(&app, ENGINEER, "fault-records", &body).await;
        }
        let mut seen = vec![];
        let mut address = "/api/v1/fault-records?limit=2&sort=-reported_at".to_string();
        loop {
            let page = engineer.get(&address).await.expect(200);
            seen.extend(page.items().iter().map(|item| item["reported_at"].as_str().unwrap()[..10].to_string()));
            let Some(next) = page.body["next"].as_str() else { break };
            address = format!("/api/v1/fault-records?limit=2&sort=-reported_at&after={next}");
        }
        assert_eq!(seen, ["2026-02-14", "2026-02-13", "2026-02-12", "2026-02-11", "2026-02-10"]);
        let wrong = engineer.get("/api/v1/fault-records?limit=0&sort=number&status=lost&after=x&page=2").await.expect(422);
        let mut faults = wrong.faults();
        faults.sort();
        assert_eq!(faults, [
            "after: not_a_cursor", "limit: not_an_option", "page: unknown_field", "sort: not_an_option",
            "status: not_an_option",
        ]);
    }
}
