//! Who sees which record, and which revision of it (chapter 7).

use serde_json::json;

use super::steps::{ENGINEER, approve, begin, file};
use crate::both_engines;
use crate::support::fixture::{CUSTOMER_A, CUSTOMER_KEY, KUNMING, MISSING};
use crate::support::{TestApp, fault_record_onsite, fault_record_remote};

const PATH: &str = "fault-records";

async fn status(app: &TestApp, who: &str, id: &str) -> u16 {
    app.as_(who).get(&format!("/api/v1/{PATH}/{id}")).await.status
}

both_engines! {
    async fn a_draft_is_seen_by_its_organisation_alone(app: TestApp) {
        let draft = begin(&app, ENGINEER, PATH, &fault_record_remote(CUSTOMER_A)).await;
        assert_eq!(status(&app, "manager@agent-a.example", &draft.id()).await, 200);
        for who in ["engineer@agent-b.example", "reviewer@vendor.example", "manager@vendor.example",
                    "auditor@vendor.example", "billing@vendor.example", "contact@enduser-a.example"] {
            assert_eq!(status(&app, who, &draft.id()).await, 404, "{who}");
        }
        assert_eq!(status(&app, "admin@vendor.example", &draft.id()).await, 403);
    }

    async fn submitted_records_reach_reviewers_and_the_desk_only(app: TestApp) {
        let sent = file(&app, ENGINEER, PATH, &fault_record_remote(CUSTOMER_A)).await;
        for (who, wanted) in [
            ("reviewer@vendor.example", 200), ("specialist@vendor.example", 200), ("auditor@vendor.example", 200),
            ("engineer@vendor.example", 404), ("product@vendor.example", 404), ("kam@vendor.example", 404),
            ("billing@vendor.example", 404), ("contact@enduser-a.example", 404), ("engineer@agent-b.example", 404),
        ] {
            assert_eq!(status(&app, who, &sent.id()).await, wanted, "{who}");
        }
        approve(&app, PATH, &sent).await;
        for (who, wanted) in [
            ("billing@vendor.example", 200), ("contact@enduser-a.example", 200), ("contact@enduser-b.example", 404),
            ("engineer@agent-b.example", 404), ("engineer@vendor.example", 404),
        ] {
            assert_eq!(status(&app, who, &sent.id()).await, wanted, "{who} after approval");
        }
    }

    async fn escalated_and_key_account_records_reach_the_vendors_engineers(app: TestApp) {
        let mut body = fault_record_onsite(CUSTOMER_A, KUNMING);
        body["escalated"] = json!(true);
        let escalated = file(&app, ENGINEER, PATH, &body).await;
        assert_eq!(status(&app, "engineer@vendor.example", &escalated.id()).await, 200);
        let key = file(&app, "engineer@vendor.example", PATH, &fault_record_remote(CUSTOMER_KEY)).await;
        assert_eq!(status(&app, "kam@vendor.example", &key.id()).await, 200);
        assert_eq!(status(&app, "kam@vendor.example", &escalated.id()).await, 404);
        assert_eq!(status(&app, "contact@keyaccount.example", &key.id()).await, 404, "not approved yet");
    }

    async fn foreign_and_missing_are_the_same(app: TestApp) {
        let sent = file(&app, ENGINEER, PATH, &fault_record_remote(CUSTOMER_A)).await;
        let stranger = app.as_("engineer@agent-b.example");
        for call in ["", "/submit", "/withdraw", "/correct"] {
            let ask = |id: &str| {
                let address = format!("/api/v1/{PATH}/{id}{call}");
                if call.is_empty() { stranger.get(&address) } else { stranger.post(&address).if_match(1) }
            };
            let (mut foreign, mut missing) = (ask(&sent.id()).await, ask(&MISSING.to_string()).await);
            assert_eq!(foreign.status, 404, "{call}");
            foreign.body["request_id"].take();
            missing.body["request_id"].take();
            assert_eq!(foreign.body, missing.body, "{call}");
        }
        let list = stranger.get("/api/v1/fault-records?q=SN-1").await.expect(200);
        assert!(list.items().is_empty());
    }

    async fn a_customer_sees_neither_prices_of_others_nor_internal_words(app: TestApp) {
        let mut body = fault_record_onsite(CUSTOMER_A, KUNMING);
        body["escalated"] = json!(true);
        let sent = file(&app, ENGINEER, PATH, &body).await;
        approve(&app, PATH, &sent).await;
        let seen = app.as_("contact@enduser-a.example").get(&format!("/api/v1/{PATH}/{}", sent.id())).await.expect(200);
        assert!(seen.body["decision"]["estimate"].is_null());
        assert_eq!(seen.body["events"], json!([]));
        assert_eq!(seen.body["verdicts"], json!([]));
    }

    async fn visible_but_not_yours_is_forbidden(app: TestApp) {
        let sent = file(&app, ENGINEER, PATH, &fault_record_remote(CUSTOMER_A)).await;
        let desk = app.as_("specialist@vendor.example");
        desk.post(&format!("/api/v1/{PATH}/{}/withdraw", sent.id())).if_match(sent.version()).await
            .refused(403, "not_your_organisation");
    }
}
