//! What a record must show before it is sent in (4.2, 4.3, 8.3).

use serde_json::{Value, json};

use super::steps::{ENGINEER, begin, send_in, with};
use crate::both_engines;
use crate::support::fixture::{CUSTOMER_A, CUSTOMER_AGENT_A, SHENZHEN};
use crate::support::{TestApp, fault_record_onsite, fault_record_remote, pre_sale_report};

async fn faults(app: &TestApp, path: &str, body: Value) -> Vec<String> {
    let draft = begin(app, ENGINEER, path, &body).await;
    let answer = send_in(app, ENGINEER, path, &draft).await.refused(422, "invalid_fields");
    let after = app.as_(ENGINEER).get(&format!("/api/v1/{path}/{}", draft.id())).await.expect(200);
    assert_eq!(after.body["status"], "draft", "a refused submission changes nothing");
    assert_eq!(after.version(), draft.version());
    let mut faults = answer.faults();
    faults.sort();
    faults
}

both_engines! {
    async fn every_onsite_gate_is_asked_for(app: TestApp) {
        for gate in [
            "remote_attempt", "onsite_agreement", "arrived_at", "work_started_at", "permission", "backup", "training",
            "acceptance",
        ] {
            let mut without = serde_json::Map::new();
            without.insert(gate.into(), Value::Null);
            let body = with(fault_record_onsite(CUSTOMER_A, SHENZHEN), Value::Object(without));
            assert_eq!(faults(&app, "fault-records", body).await, [format!("{gate}: required")]);
        }
    }

    async fn a_gate_may_be_answered_with_a_reason(app: TestApp) {
        let body = with(fault_record_onsite(CUSTOMER_A, SHENZHEN), json!({
            "backup": { "not_needed": "未触及数据" }, "training": { "none": "客户另约时间" },
            "acceptance": { "refused": "客户负责人不在" },
        }));
        let draft = begin(&app, ENGINEER, "fault-records", &body).await;
        let sent = send_in(&app, ENGINEER, "fault-records", &draft).await.expect(200);
        assert_eq!(sent.body["status"], "submitted");
    }

    async fn permission_and_backup_come_before_the_work(app: TestApp) {
        let late = "2026-02-27T14:30:00+08:00";
        let body = with(fault_record_onsite(CUSTOMER_A, SHENZHEN), json!({
            "permission": { "by": "丙联络", "at": late }, "backup": { "by": "丙联络", "at": late },
        }));
        let found = faults(&app, "fault-records", body).await;
        assert_eq!(found, ["backup.at: after_work_started", "permission.at: after_work_started"]);
    }

    async fn times_are_in_order_and_not_ahead(app: TestApp) {
        let body = with(fault_record_remote(CUSTOMER_A), json!({
            "responded_at": "2026-03-02T07:00:00+08:00", "restored_at": "2026-03-03T09:00:00+08:00",
        }));
        let found = faults(&app, "fault-records", body).await;
        assert_eq!(found, ["responded_at: too_early", "restored_at: in_future"]);
    }

    async fn logging_in_from_afar_needs_consent(app: TestApp) {
        let body = with(fault_record_remote(CUSTOMER_A), json!({ "remote_login": true }));
        assert_eq!(faults(&app, "fault-records", body).await, ["remote_consent: required"]);
    }

    async fn what_is_missing_is_named(app: TestApp) {
        let found = faults(&app, "fault-records", json!({ "customer_id": CUSTOMER_A })).await;
        for name in ["service_code", "product", "serial", "severity", "symptom", "cause", "handling", "result"] {
            assert!(found.contains(&format!("{name}: required")), "{name} in {found:?}");
        }
    }

    async fn findings_need_permission_and_a_trial_needs_a_contract(app: TestApp) {
        let finding = json!([{ "area": "边界", "observation": "弱口令", "risk": "high", "recommendation": "更换" }]);
        let body = with(pre_sale_report(CUSTOMER_A), json!({ "service_code": "SPSR004", "findings": finding }));
        assert_eq!(faults(&app, "pre-sale-reports", body).await, ["permission: required"]);
        let body = with(pre_sale_report(CUSTOMER_A), json!({ "service_code": "SPSL007" }));
        assert_eq!(faults(&app, "pre-sale-reports", body).await, ["trial: required"]);
    }

    async fn an_escalated_x_is_refused_but_the_agents_own_work_is_filed(app: TestApp) {
        let onsite = with(pre_sale_report(CUSTOMER_A), json!({ "service_code": "SPSL005", "city": SHENZHEN }));
        let escalated = with(onsite.clone(), json!({ "escalated": true }));
        assert_eq!(faults(&app, "pre-sale-reports", escalated).await, ["escalated: not_provided"]);
        let draft = begin(&app, ENGINEER, "pre-sale-reports", &onsite).await;
        let sent = send_in(&app, ENGINEER, "pre-sale-reports", &draft).await.expect(200);
        assert_eq!(sent.body["decision"]["outcome"], "not_provided");
        assert_eq!(sent.body["decision"]["level"], "X");
    }

    async fn an_unknown_city_or_code_is_named(app: TestApp) {
        let body = with(fault_record_remote(CUSTOMER_A), json!({ "city": "999999" }));
        assert_eq!(faults(&app, "fault-records", body).await, ["city: not_a_city"]);
        let answer = app.as_(ENGINEER).post("/api/v1/fault-records")
            .json(&with(fault_record_remote(CUSTOMER_AGENT_A), json!({ "service_code": "SPSR001" }))).await;
        assert_eq!(answer.expect(422).faults(), ["service_code: not_an_option"]);
    }
}
