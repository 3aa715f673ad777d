//! A prospect without an agent (2.3): the vendor's desk answers its questions and files the report; anything else waits
//! until an agent is assigned.

use serde_json::{Value, json};

use super::steps::{approve, begin, charges_of, file, send_in, with};
use crate::both_engines;
use crate::support::fixture::{AGENT_A, VENDOR};
use crate::support::{TestApp, fault_record_remote, pre_sale_report};

const SPECIALIST: &str = "specialist@vendor.example";

/// An end user that the desk has written down.
async fn prospect(app: &TestApp) -> (tierdesk::platform::db::Id, i64) {
    let body = json!({ "name": "己示例园区", "class": "end_user", "city": "530100" });
    let made = app.as_(SPECIALIST).post("/api/v1/customers").json(&body).await.expect(201);
    assert_eq!(made.body["agent_id"], Value::Null);
    (made.id().parse().unwrap(), made.version())
}

both_engines! {
    async fn the_desk_files_what_it_answered_and_the_value_is_on_its_own_account(app: TestApp) {
        let (customer, _) = prospect(&app).await;
        let sent = file(&app, SPECIALIST, "pre-sale-reports", &pre_sale_report(customer)).await;
        assert_eq!(sent.body["decision"]["provider"], "vendor");
        assert_eq!(sent.body["decision"]["payer"], Value::Null);
        approve(&app, "pre-sale-reports", &sent).await;
        let charges = charges_of(&app, &sent).await;
        assert_eq!(charges.len(), 1);
        assert_eq!(charges[0]["payer_id"], json!(VENDOR));
        assert_eq!(charges[0]["amount_fen"], 0);
        assert!(charges[0]["list_fen"].as_i64() > Some(0));
    }

    async fn anything_else_waits_for_an_agent(app: TestApp) {
        let (customer, version) = prospect(&app).await;
        let assessment = with(pre_sale_report(customer), json!({ "service_code": "SPSR004" }));
        let draft = begin(&app, SPECIALIST, "pre-sale-reports", &assessment).await;
        let refused = send_in(&app, SPECIALIST, "pre-sale-reports", &draft).await;
        assert_eq!(refused.expect(422).faults(), ["customer_id: no_agent"]);
        let fault = begin(&app, "engineer@vendor.example", "fault-records", &fault_record_remote(customer)).await;
        let refused = send_in(&app, "engineer@vendor.example", "fault-records", &fault).await;
        assert_eq!(refused.expect(422).faults(), ["customer_id: no_agent"]);
        let assigned = app.as_(SPECIALIST).patch(&format!("/api/v1/customers/{customer}")).if_match(version);
        assigned.json(&json!({ "agent_id": AGENT_A })).await.expect(200);
        send_in(&app, SPECIALIST, "pre-sale-reports", &draft).await.expect(200);
    }

    async fn the_panel_says_so_beforehand(app: TestApp) {
        let (customer, _) = prospect(&app).await;
        let desk = app.browse(SPECIALIST);
        let form = desk.get(&format!("/pre-sale-reports/new?customer_id={customer}")).await.expect(200);
        let id = customer.to_string();
        let fields = [("customer_id", id.as_str()), ("service_code", "SPSR002"), ("city", "530100"), ("held_on", "2026-03-01")];
        desk.submit(&form, "/entitlement", &fields).await.expect(200).shows("尚无代理商").shows("免费");
        let fields = [("customer_id", id.as_str()), ("service_code", "SPSR006"), ("city", "530100"), ("held_on", "2026-03-01")];
        desk.submit(&form, "/entitlement", &fields).await.expect(200).shows("只答复咨询类服务");
    }
}
