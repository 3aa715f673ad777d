//! What cannot be: each a clear error that names the field, and nothing stored.

use serde_json::{Value, json};

use super::{CONTACT, ENGINEER, fault, raise, to};
use crate::both_engines;
use crate::support::{TestApp, fixture};

both_engines! {
    async fn bad_fields_are_named_and_nothing_is_stored(app: TestApp) {
        let agent = app.as_(ENGINEER);
        let cases: &[(&str, Value, &str)] = &[
            ("reported_at", json!("2026-03-03T09:00:00+08:00"), "reported_at: in_future"),
            ("reported_at", json!("2012-12-31T23:59:59+08:00"), "reported_at: before_2013"),
            ("severity", json!(5), "severity: too_large"),
            ("severity", json!(null), "severity: required"),
            ("kind", json!("wish"), "kind: not_an_option"),
            ("city", json!("999999"), "city: not_a_city"),
            ("profile", json!("vip"), "profile: not_allowed"),
            ("subject", json!(" "), "subject: required"),
            ("customer_id", json!(fixture::CUSTOMER_B), "customer_id: not_found"),
            ("customer_id", json!(fixture::MISSING), "customer_id: not_found"),
            ("service_code", json!("SASL013"), "service_code: not_offered"),
            ("colour", json!("red"), "colour: unknown_field"),
        ];
        for (field, value, wanted) in cases {
            let mut body = fault(fixture::CUSTOMER_A);
            body[*field] = value.clone();
            let refused = agent.post("/api/v1/requests").json(&body).await.refused(422, "invalid_fields");
            assert_eq!(refused.faults(), [*wanted], "{field}: {value}");
        }
        let mut planned = fault(fixture::CUSTOMER_A);
        planned["kind"] = json!("planned_assistance");
        let refused = agent.post("/api/v1/requests").json(&planned).await.refused(422, "invalid_fields");
        assert_eq!(refused.faults(), ["severity: not_allowed"]);
        assert_eq!(agent.get("/api/v1/requests").await.expect(200).items().len(), 0);
        assert_eq!(app.lines("SELECT number AS line FROM service_requests"), Vec::<String>::new());
    }

    async fn an_unknown_profile_is_refused(app: TestApp) {
        let specialist = app.as_("specialist@vendor.example");
        let mut body = fault(fixture::CUSTOMER_KEY);
        body["profile"] = json!("golden");
        let refused = specialist.post("/api/v1/requests").json(&body).await.refused(422, "invalid_fields");
        assert_eq!(refused.faults(), ["profile: unknown_profile"]);
        // The profile of key accounts knows three severities.
        body["profile"] = json!("vip");
        body["severity"] = json!(4);
        let refused = specialist.post("/api/v1/requests").json(&body).await.refused(422, "invalid_fields");
        assert_eq!(refused.faults().len(), 1);
        assert!(refused.faults()[0].starts_with("severity: "), "{:?}", refused.faults());
    }

    async fn notes_lie_between_the_report_and_now_and_promises_ahead(app: TestApp) {
        let agent = app.as_(ENGINEER);
        let path = format!("/api/v1/requests/{}", raise(&agent, &fault(fixture::CUSTOMER_A)).await.id());
        for (at, wanted) in [("2026-03-02T09:00:01+08:00", "at: in_future"), ("2026-03-01T09:00:00+08:00", "at: too_early")] {
            let note = json!({ "kind": "call", "body": "电话指导", "at": at });
            let refused = agent.post(&format!("{path}/notes")).json(&note).await.refused(422, "invalid_fields");
            assert_eq!(refused.faults(), [wanted]);
        }
        let promise = json!({ "promise": "答复授权数量", "due_at": "2026-03-02T08:00:00+08:00" });
        let refused = agent.post(&format!("{path}/promises")).json(&promise).await.refused(422, "invalid_fields");
        assert_eq!(refused.faults(), ["due_at: in_past"]);
    }

    async fn what_is_over_is_not_written_to(app: TestApp) {
        let (contact, agent) = (app.as_(CONTACT), app.as_(ENGINEER));
        let id = raise(&contact, &fault(fixture::CUSTOMER_A)).await.id();
        let over = to(&contact, &id, "cancelled", "已自行恢复").await.expect(200);
        let path = format!("/api/v1/requests/{id}");
        let word = json!({ "body": "还在吗？", "visibility": "public" });
        agent.post(&format!("{path}/messages")).json(&word).await.refused(409, "request_is_over");
        let patch = json!({ "subject": "别的" });
        agent.patch(&path).if_match(over.version()).json(&patch).await.refused(409, "request_is_over");
    }
}
