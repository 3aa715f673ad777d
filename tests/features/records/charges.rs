//! Charges born at approval (2.4, chapter 6): exactly once, explained, also for free work.

use serde_json::json;

use super::steps::{BILLING, ENGINEER, approve, charges_of, decide, file, with};
use crate::both_engines;
use crate::support::fixture::{
    AGENT_A, CUSTOMER_A, CUSTOMER_AGENT_A, CUSTOMER_KEY, GUANGZHOU, KUNMING, SHENZHEN,
};
use crate::support::{TestApp, fault_record_onsite, fault_record_remote, pre_sale_report};

const PATH: &str = "fault-records";

fn total(charges: &[serde_json::Value]) -> i64 {
    charges.iter().map(|charge| charge["amount_fen"].as_i64().unwrap()).sum()
}

both_engines! {
    async fn free_work_has_charges_of_nothing_with_their_list_value(app: TestApp) {
        let sent = file(&app, ENGINEER, PATH, &fault_record_remote(CUSTOMER_A)).await;
        approve(&app, PATH, &sent).await;
        let charges = charges_of(&app, &sent).await;
        assert!(!charges.is_empty());
        assert_eq!(total(&charges), 0);
        assert!(charges.iter().all(|charge| charge["list_fen"].as_i64() > Some(0)));
        assert_eq!(charges[0]["status"], "pending");
        assert_eq!(charges[0]["derivation"]["policy_version"], 1);
        assert_eq!(charges[0]["derivation"]["revision"], 1);
    }

    async fn an_agents_own_repair_elsewhere_is_charged_to_the_agent(app: TestApp) {
        let sent = file(&app, ENGINEER, PATH, &fault_record_onsite(CUSTOMER_AGENT_A, GUANGZHOU)).await;
        assert_eq!(sent.body["decision"]["outcome"], "charged");
        let estimate = sent.body["decision"]["estimate"]["total_fen"].as_i64().unwrap();
        approve(&app, PATH, &sent).await;
        let charges = charges_of(&app, &sent).await;
        assert_eq!(total(&charges), estimate, "what was promised is what is charged");
        assert!(estimate > 0);
        assert!(charges.iter().all(|charge| charge["payer_id"] == json!(AGENT_A)));
        let components: Vec<_> = charges.iter().map(|charge| charge["component"].as_str().unwrap()).collect();
        for component in ["visit", "travel", "labour"] {
            assert!(components.contains(&component), "{component} in {components:?}");
        }
    }

    async fn further_visits_and_parts_feed_the_charge(app: TestApp) {
        let one = file(&app, ENGINEER, PATH, &fault_record_onsite(CUSTOMER_AGENT_A, GUANGZHOU)).await;
        let body = with(fault_record_onsite(CUSTOMER_AGENT_A, GUANGZHOU), json!({
            "visits": [{ "arrived_at": "2026-02-28T09:00:00+08:00", "left_at": "2026-02-28T11:00:00+08:00" }],
        }));
        let two = file(&app, ENGINEER, PATH, &body).await;
        let amount = |answer: &crate::support::Answer, component: &str| {
            answer.body["decision"]["estimate"]["lines"].as_array().unwrap().iter()
                .find(|line| line["component"] == component).unwrap()["amount_fen"].as_i64().unwrap()
        };
        assert_eq!(amount(&two, "visit"), 2 * amount(&one, "visit"));
        assert_eq!(amount(&two, "travel"), 2 * amount(&one, "travel"));
        assert_eq!(amount(&two, "labour"), amount(&one, "labour"));
    }

    async fn what_an_agent_bills_itself_or_is_not_provided_charges_nothing(app: TestApp) {
        let onsite = file(&app, ENGINEER, PATH, &fault_record_onsite(CUSTOMER_A, KUNMING)).await;
        assert_eq!(onsite.body["decision"]["billed_by"], "agent");
        approve(&app, PATH, &onsite).await;
        assert!(charges_of(&app, &onsite).await.is_empty());
        let body = with(pre_sale_report(CUSTOMER_A), json!({ "service_code": "SPSL005", "city": SHENZHEN }));
        let report = file(&app, ENGINEER, "pre-sale-reports", &body).await;
        approve(&app, "pre-sale-reports", &report).await;
        assert!(charges_of(&app, &report).await.is_empty());
    }

    async fn an_escalated_visit_is_charged_to_the_agent_never_to_the_end_user(app: TestApp) {
        let body = with(fault_record_onsite(CUSTOMER_A, SHENZHEN), json!({ "escalated": true }));
        let sent = file(&app, ENGINEER, PATH, &body).await;
        assert_eq!(sent.body["decision"]["payer"], "agent");
        approve(&app, PATH, &sent).await;
        let charges = charges_of(&app, &sent).await;
        assert!(total(&charges) > 0);
        assert!(charges.iter().all(|charge| charge["payer_id"] == json!(AGENT_A)));
    }

    async fn a_key_accounts_repair_is_free_but_its_labour_outside_free_service_is_not(app: TestApp) {
        let who = "engineer@vendor.example";
        let late = file(&app, who, PATH, &fault_record_onsite(CUSTOMER_KEY, KUNMING)).await;
        assert_eq!(late.body["decision"]["outcome"], "free");
        assert!(late.body["decision"]["estimate"]["total_fen"].as_i64() > Some(0));
        let covered = with(fault_record_onsite(CUSTOMER_KEY, KUNMING), json!({ "accepted_on": "2025-06-01" }));
        let covered = file(&app, who, PATH, &covered).await;
        assert_eq!(covered.body["decision"]["estimate"]["total_fen"], 0);
    }

    async fn a_second_approval_charges_nothing_more(app: TestApp) {
        let sent = file(&app, ENGINEER, PATH, &fault_record_onsite(CUSTOMER_AGENT_A, GUANGZHOU)).await;
        let approved = approve(&app, PATH, &sent).await;
        let before = charges_of(&app, &sent).await;
        let verdict = json!({ "verdict": "approve" });
        decide(&app, PATH, &sent, &verdict).await.refused(412, "stale_version");
        decide(&app, PATH, &approved, &verdict).await.refused(409, "not_waiting_for_review");
        assert_eq!(charges_of(&app, &sent).await, before);
    }

    async fn the_database_itself_refuses_to_change_a_charge(app: TestApp) {
        let sent = file(&app, ENGINEER, PATH, &fault_record_remote(CUSTOMER_A)).await;
        approve(&app, PATH, &sent).await;
        for sql in ["UPDATE charges SET amount_fen = 1", "DELETE FROM charges", "DELETE FROM audit_entries",
                    "UPDATE record_revisions SET revision = 9", "DELETE FROM charge_events", "DELETE FROM qualifications",
                    "UPDATE qualifications SET scope = 'x'"] {
            let done = app.app.services.db.write(|conn| {
                use diesel::RunQueryDsl;
                Ok(diesel::sql_query(sql).execute(conn)?)
            });
            assert!(done.is_err(), "{sql}");
        }
    }

    async fn the_clerk_confirms_once(app: TestApp) {
        let sent = file(&app, ENGINEER, PATH, &fault_record_onsite(CUSTOMER_AGENT_A, GUANGZHOU)).await;
        approve(&app, PATH, &sent).await;
        let charge = charges_of(&app, &sent).await.remove(0);
        let address = format!("/api/v1/charges/{}/confirm", charge["id"].as_str().unwrap());
        let clerk = app.as_(BILLING);
        clerk.post(&address).await.refused(428, "precondition_required");
        let confirmed = clerk.post(&address).if_match(1).await.expect(200);
        assert_eq!(confirmed.body["status"], "confirmed");
        clerk.post(&address).if_match(1).await.refused(412, "stale_version");
        assert_eq!(clerk.post(&address).if_match(confirmed.version()).await.status, 409);
        app.as_(ENGINEER).post(&address).if_match(1).await.refused(403, "role_not_allowed");
    }
}
