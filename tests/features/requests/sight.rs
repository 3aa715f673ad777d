//! Who sees which request, and which of its lines (chapter 7).

use serde_json::json;

use super::{CONTACT, ENGINEER, VENDOR_ENGINEER, fault, raise, to};
use crate::both_engines;
use crate::support::{TestApp, fixture};

both_engines! {
    async fn internal_words_never_reach_the_customer(app: TestApp) {
        let (contact, agent) = (app.as_(CONTACT), app.as_(ENGINEER));
        let path = format!("/api/v1/requests/{}", raise(&contact, &fault(fixture::CUSTOMER_A)).await.id());
        let inside = json!({ "body": "canary-内部判断", "visibility": "internal" });
        agent.post(&format!("{path}/messages")).json(&inside).await.expect(201);
        let outside = json!({ "body": "请提供日志", "visibility": "public" });
        agent.post(&format!("{path}/messages")).json(&outside).await.expect(201);
        let seen = contact.get(&path).await.expect(200);
        assert!(!seen.text.contains("canary"), "{}", seen.text);
        assert!(seen.text.contains("请提供日志"));
        let refused = contact.post(&format!("{path}/messages")).json(&inside).await.refused(422, "invalid_fields");
        assert_eq!(refused.faults(), ["visibility: not_allowed"]);
    }

    async fn another_agent_and_another_customer_see_nothing(app: TestApp) {
        let raised = raise(&app.as_(CONTACT), &fault(fixture::CUSTOMER_A)).await;
        let path = format!("/api/v1/requests/{}", raised.id());
        for email in ["engineer@agent-b.example", "contact@enduser-b.example", "kam@vendor.example", VENDOR_ENGINEER] {
            let who = app.as_(email);
            let (foreign, missing) =
                (who.get(&path).await, who.get(&format!("/api/v1/requests/{}", fixture::MISSING)).await);
            assert_eq!((foreign.status, foreign.code()), (404, missing.code()), "{email}");
            assert_eq!(who.get("/api/v1/requests").await.expect(200).items().len(), 0, "{email}");
            to_nothing(&app, email, &path).await;
        }
        for email in ["specialist@vendor.example", "manager@vendor.example", "auditor@vendor.example"] {
            assert_eq!(app.as_(email).get("/api/v1/requests").await.expect(200).items().len(), 1, "{email}");
        }
        app.as_("auditor@vendor.example")
            .post(&format!("{path}/messages"))
            .json(&json!({ "body": "x", "visibility": "internal" }))
            .await
            .refused(403, "role_not_allowed");
    }

    async fn the_vendors_desk_only_looks_on_while_the_agent_has_it(app: TestApp) {
        let raised = raise(&app.as_(CONTACT), &fault(fixture::CUSTOMER_A)).await;
        let specialist = app.as_("specialist@vendor.example");
        to(&specialist, &raised.id(), "accepted", "").await.refused(403, "not_yours_to_serve");
        let path = format!("/api/v1/requests/{}/messages", raised.id());
        let public = json!({ "body": "您好", "visibility": "public" });
        specialist.post(&path).json(&public).await.refused(422, "invalid_fields");
        let internal = json!({ "body": "请尽快受理", "visibility": "internal" });
        specialist.post(&path).json(&internal).await.expect(201);
    }

    async fn colleagues_see_each_others_requests_when_their_company_allows_it(app: TestApp) {
        let own = raise(&app.as_(CONTACT), &fault(fixture::CUSTOMER_A)).await;
        let by_phone = raise(&app.as_("specialist@vendor.example"), &fault(fixture::CUSTOMER_A)).await;
        let seen = app.as_(CONTACT).get("/api/v1/requests").await.expect(200).items().len();
        assert_eq!(seen, 2, "also what somebody else raised");
        app.execute("UPDATE customers SET requests_shared = FALSE");
        app.as_(CONTACT).get(&format!("/api/v1/requests/{}", by_phone.id())).await.expect(404);
        app.as_(CONTACT).get(&format!("/api/v1/requests/{}", own.id())).await.expect(200);
    }
}

async fn to_nothing(app: &TestApp, email: &str, path: &str) {
    let who = app.as_(email);
    let body = json!({ "to": "accepted" });
    who.post(&format!("{path}/transitions")).if_match(1).json(&body).await.expect(404);
    who.patch(path).if_match(1).json(&json!({ "subject": "x" })).await.expect(404);
}
