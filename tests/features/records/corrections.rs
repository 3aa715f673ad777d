//! Corrections (4.4): a new revision of an approved record; its charges are reversed and replaced when it is approved.

use serde_json::{Value, json};

use super::steps::{ENGINEER, approve, charges_of, decide, file, send_in};
use crate::both_engines;
use crate::support::fixture::{CUSTOMER_A, CUSTOMER_AGENT_A, GUANGZHOU};
use crate::support::{Answer, TestApp, fault_record_onsite};

const PATH: &str = "fault-records";

async fn correction(app: &TestApp, approved: &Answer, change: &Value) -> Answer {
    let address = format!("/api/v1/{PATH}/{}", approved.id());
    let engineer = app.as_(ENGINEER);
    let draft = engineer.post(&format!("{address}/correct")).if_match(approved.version()).await.expect(200);
    assert_eq!((draft.body["status"].as_str(), draft.body["revision"].as_i64()), (Some("draft"), Some(2)));
    engineer.patch(&address).if_match(draft.version()).json(change).await.expect(200)
}

async fn approved(app: &TestApp) -> Answer {
    let sent = file(app, ENGINEER, PATH, &fault_record_onsite(CUSTOMER_AGENT_A, GUANGZHOU)).await;
    approve(app, PATH, &sent).await
}

fn amounts(charges: &[Value], status: &str) -> i64 {
    let chosen = charges.iter().filter(|charge| charge["status"] == status);
    chosen.map(|charge| charge["amount_fen"].as_i64().unwrap()).sum()
}

both_engines! {
    async fn an_approved_correction_reverses_and_replaces_the_charges(app: TestApp) {
        let first = approved(&app).await;
        let before = charges_of(&app, &first).await;
        let mended = correction(&app, &first, &json!({ "labour_minutes": 30 })).await;
        assert_eq!(charges_of(&app, &first).await, before, "nothing moves until the correction is approved");
        let sent = send_in(&app, ENGINEER, PATH, &mended).await.expect(200);
        let promised = sent.body["decision"]["estimate"]["total_fen"].as_i64().unwrap();
        approve(&app, PATH, &sent).await;
        let after = charges_of(&app, &first).await;
        assert_eq!(amounts(&after, "reversed"), 0, "what was charged and its reversal cancel out");
        assert_eq!(amounts(&after, "pending"), promised);
        assert!(promised < amounts(&before, "pending"));
        assert_eq!(after.len(), 3 * before.len());
    }

    async fn others_see_the_approved_revision_while_a_correction_is_written(app: TestApp) {
        let first = approved(&app).await;
        correction(&app, &first, &json!({ "symptom": "改写中的症状", "labour_minutes": 30 })).await;
        let address = format!("/api/v1/{PATH}/{}", first.id());
        for who in ["reviewer@vendor.example", "billing@vendor.example"] {
            let seen = app.as_(who).get(&address).await.expect(200);
            assert_eq!(seen.body["status"], "approved", "{who}");
            assert_eq!(seen.body["labour_minutes"], 90, "{who}");
            let list = app.as_(who).get("/api/v1/fault-records").await.expect(200);
            assert!(!list.text.contains("改写中的症状"), "{who}");
        }
    }

    async fn a_rejected_correction_leaves_what_was_approved(app: TestApp) {
        let first = approved(&app).await;
        let before = charges_of(&app, &first).await;
        let mended = correction(&app, &first, &json!({ "labour_minutes": 30 })).await;
        let sent = send_in(&app, ENGINEER, PATH, &mended).await.expect(200);
        let verdict = json!({ "verdict": "reject", "comment": "原记录无误" });
        let kept = decide(&app, PATH, &sent, &verdict).await.expect(200);
        assert_eq!((kept.body["status"].as_str(), kept.body["labour_minutes"].as_i64()), (Some("approved"), Some(90)));
        assert_eq!(charges_of(&app, &first).await, before);
    }

    async fn a_correction_can_be_given_up(app: TestApp) {
        let first = approved(&app).await;
        let mended = correction(&app, &first, &json!({ "labour_minutes": 30 })).await;
        let address = format!("/api/v1/{PATH}/{}/discard", first.id());
        let kept = app.as_(ENGINEER).post(&address).if_match(mended.version()).await.expect(200);
        assert_eq!((kept.body["status"].as_str(), kept.body["labour_minutes"].as_i64()), (Some("approved"), Some(90)));
        app.as_(ENGINEER).post(&address).if_match(kept.version()).await.refused(409, "no_correction");
    }

    async fn only_an_approved_record_is_corrected(app: TestApp) {
        let sent = file(&app, ENGINEER, PATH, &fault_record_onsite(CUSTOMER_AGENT_A, GUANGZHOU)).await;
        let address = format!("/api/v1/{PATH}/{}/correct", sent.id());
        app.as_(ENGINEER).post(&address).if_match(sent.version()).await.refused(409, "record_not_approved");
    }

    async fn a_correction_keeps_its_customer_and_everybody_their_sight(app: TestApp) {
        let first = approved(&app).await;
        let mended = correction(&app, &first, &json!({ "customer_id": CUSTOMER_A, "escalated": true })).await;
        let refused = send_in(&app, ENGINEER, PATH, &mended).await;
        assert_eq!(refused.expect(422).faults(), ["customer_id: fixed_after_approval"]);
        let address = format!("/api/v1/{PATH}/{}", first.id());
        app.as_("contact@enduser-a.example").get(&address).await.expect(404);
    }

    async fn an_unapproved_correction_shows_in_nobody_elses_list(app: TestApp) {
        let first = approved(&app).await;
        let mended = correction(&app, &first, &json!({ "symptom": "尚未批准的说法", "serial": "SN-NEU" })).await;
        let sent = send_in(&app, ENGINEER, PATH, &mended).await.expect(200);
        for address in ["/api/v1/fault-records", "/api/v1/fault-records?serial=SN-NEU", "/api/v1/fault-records?status=submitted"] {
            let seen = app.as_("billing@vendor.example").get(address).await.expect(200);
            assert!(!seen.text.contains("尚未批准"), "{address}: {}", seen.text);
        }
        let verdict = json!({ "verdict": "reject", "comment": "原记录无误" });
        decide(&app, PATH, &sent, &verdict).await.expect(200);
        let seen = app.as_("billing@vendor.example").get("/api/v1/fault-records").await.expect(200);
        assert!(!seen.text.contains("尚未批准"));
    }
}
