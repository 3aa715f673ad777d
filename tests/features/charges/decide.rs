//! Holding a charge back and waiving it (chapter 6).

use serde_json::{Value, json};

use super::{charged, path, repair};
use crate::both_engines;
use crate::support::fixture::{self, GUANGZHOU};
use crate::support::{Html, TestApp, fault_record_onsite};

const BILLING: &str = "billing@vendor.example";
const BILLING_2: &str = "billing2@vendor.example";

fn of(charges: &[Value], component: &str) -> Value {
    charges.iter().find(|charge| charge["component"] == component).unwrap().clone()
}

/// A repair with a small part, whose charge is below what one clerk may waive.
async fn with_small_part(app: &TestApp) -> Vec<Value> {
    let mut body = fault_record_onsite(fixture::CUSTOMER_A, GUANGZHOU);
    body["escalated"] = json!(true);
    body["parts"] = json!([{ "part": "FAN-40", "quantity": 1 }]);
    charged(app, "engineer@agent-a.example", &body).await
}

both_engines! {
    async fn a_held_charge_waits_until_it_is_released(app: TestApp) {
        let charge = of(&repair(&app).await, "visit");
        let billing = app.as_(BILLING);
        let hold = format!("{}/hold", path(&charge));
        let why = json!({ "reason": "等待厂商确认工作量" });
        app.as_("manager@agent-a.example").post(&hold).if_match(1).json(&why).await.expect(403);
        billing.post(&hold).json(&why).await.refused(428, "precondition_required");
        let silent = billing.post(&hold).if_match(1).json(&json!({})).await.expect(422);
        assert_eq!(silent.faults(), ["reason: required"]);
        let held = billing.post(&hold).if_match(1).json(&why).await.expect(200);
        assert_eq!(held.body["status"], "held");
        billing.post(&hold).if_match(2).json(&why).await.refused(409, "charge_not_open");
        let release = format!("{}/release", path(&charge));
        let released = billing.post(&release).if_match(2).json(&why).await.expect(200);
        assert_eq!((released.body["status"].as_str(), released.version()), (Some("pending"), 3));
        let id = charge["id"].as_str().unwrap();
        // The payer sees that, not why.
        let page = app.browse("manager@agent-a.example").get(&format!("/billing/charges/{id}")).await.expect(200);
        page.shows("暂缓").hides("等待厂商确认工作量");
        app.browse(BILLING).get(&format!("/billing/charges/{id}")).await.expect(200).shows("等待厂商确认工作量");
    }

    async fn one_clerk_waives_a_small_charge(app: TestApp) {
        let part = of(&with_small_part(&app).await, "parts");
        assert_eq!(part["amount_fen"], 9_500);
        let waive = format!("{}/waive", path(&part));
        let billing = app.as_(BILLING);
        let waived = billing.post(&waive).if_match(1).json(&json!({ "reason": "善意" })).await.expect(200);
        assert_eq!((waived.body["status"].as_str(), waived.body["list_fen"].as_i64()), (Some("waived"), Some(9_500)));
        billing.post(&format!("{}/confirm", path(&part))).if_match(2).await.refused(409, "charge_not_open");
        billing.post(&waive).if_match(2).json(&json!({ "reason": "善意" })).await.refused(409, "charge_not_open");
    }

    async fn a_large_waiver_needs_a_second_person(app: TestApp) {
        let charge = of(&repair(&app).await, "visit");
        let (one, two) = (app.as_(BILLING), app.as_(BILLING_2));
        let at = |step: &str| format!("{}/{step}", path(&charge));
        let why = json!({ "reason": "客户重要" });
        let asked = one.post(&at("waive")).if_match(1).json(&why).await.expect(200);
        assert_eq!((asked.body["status"].as_str(), asked.version()), (Some("pending"), 2));
        two.post(&at("waive")).if_match(2).json(&why).await.refused(409, "waiver_asked");
        // Billing finds it from its home; that it is asked for is nothing that the payer hears.
        let asked = "/billing/charges?waiver_asked=true";
        let shown = |page: &Html| page.text.contains(&format!("/billing/charges/{}", charge["id"].as_str().unwrap()));
        app.browse(BILLING_2).get("/").await.expect(200).shows("待批准的减免").shows(asked);
        assert!(shown(&app.browse(BILLING_2).get(asked).await.expect(200)));
        assert!(!shown(&app.browse(BILLING_2).get("/billing/charges?waiver_asked=false").await.expect(200)));
        let payer = app.browse("manager@agent-a.example");
        assert!(!shown(&payer.get(asked).await.expect(200)));
        assert!(shown(&payer.get("/billing/charges?waiver_asked=false").await.expect(200).hides("待批准")));
        two.post(&at("confirm")).if_match(2).await.refused(409, "waiver_asked");
        two.post(&at("hold")).if_match(2).json(&why).await.refused(409, "waiver_asked");
        one.post(&at("grant-waiver")).if_match(2).await.refused(403, "own_waiver");
        assert!(app.refuses("UPDATE charge_waivers SET reason = 'x'") && app.refuses("DELETE FROM charge_waivers"));
        two.post(&at("grant-waiver")).if_match(1).await.refused(412, "stale_version");
        let told = two.get("/api/v1/notices").await.expect(200);
        assert!(told.items().iter().any(|notice| notice["kind"] == "waiver_asked"), "{:?}", told.body);
        let refused = two.post(&at("refuse-waiver")).if_match(2).json(&why).await.expect(200);
        assert_eq!((refused.body["status"].as_str(), refused.version()), (Some("pending"), 3));
        assert!(!shown(&app.browse(BILLING_2).get(asked).await.expect(200)));
        two.post(&at("grant-waiver")).if_match(3).await.refused(409, "no_waiver_asked");
        // Asked again, by the other one this time.
        two.post(&at("waive")).if_match(3).json(&why).await.expect(200);
        let waived = one.post(&at("grant-waiver")).if_match(4).await.expect(200);
        assert_eq!(waived.body["status"], "waived");
        let id = charge["id"].as_str().unwrap();
        let log = app.as_("auditor@vendor.example").get(&format!("/api/v1/audit?object={id}")).await.expect(200);
        let actions: Vec<&str> = log.items().iter().filter_map(|entry| entry["action"].as_str()).collect();
        assert_eq!(
            actions,
            ["charge.waive", "charge.ask_waiver", "charge.refuse_waiver", "charge.ask_waiver", "charge.create"]
        );
    }

    async fn a_second_clerk_decides_on_the_page(app: TestApp) {
        let charge = of(&repair(&app).await, "visit");
        let here = format!("/billing/charges/{}", charge["id"].as_str().unwrap());
        let one = app.browse(BILLING);
        let page = one.get(&here).await.expect(200).shows("需要另一位财务人员同意");
        let silent = one.submit(&page, &format!("{here}/waive"), &[("reason", " ")]).await.expect(303);
        let page = one.follow(&silent).await.expect(200).shows("请填写原因");
        let asked = one.submit(&page, &format!("{here}/waive"), &[("reason", "客户重要")]).await.expect(303);
        one.follow(&asked).await.expect(200).shows("等待另一位财务人员复核").shows("须由另一位财务人员决定").hides("同意减免");
        let two = app.browse(BILLING_2);
        let page = two.get(&here).await.expect(200).shows("客户重要");
        let granted = two.submit(&page, &format!("{here}/grant-waiver"), &[]).await.expect(303);
        two.follow(&granted).await.expect(200).shows("费用已减免");
        app.browse("manager@agent-a.example").get(&here).await.expect(200).hides("客户重要").shows("减免");
    }
}
