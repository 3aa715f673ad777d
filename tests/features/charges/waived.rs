//! What was waived and is charged anew by a correction is held for the clerk (4.4, chapter 6).

use serde_json::{Value, json};

use super::race::{approve, corrected_with, holds};
use super::{charged, path};
use crate::both_engines;
use crate::features::price_lists::{a_day_later, draft, publish, repair_at};
use crate::support::fixture::{self, GUANGZHOU};
use crate::support::{TestApp, fault_record_onsite};

const BILLING: &str = "billing@vendor.example";
const WHY: &str = "风扇由我方赠送";

/// A repair with two kinds of parts, one of which a clerk has waived.
async fn with_a_waived_part(app: &TestApp) -> Value {
    let mut body = fault_record_onsite(fixture::CUSTOMER_A, GUANGZHOU);
    body["escalated"] = json!(true);
    body["parts"] = json!([{ "part": "FAN-40", "quantity": 1 }, { "part": "BAT-CMOS", "quantity": 2 }]);
    let charges = charged(app, "engineer@agent-a.example", &body).await;
    let fan = charges.iter().find(|charge| charge["amount_fen"] == 9_500).unwrap().clone();
    let waived = app
        .as_(BILLING)
        .post(&format!("{}/waive", path(&fan)))
        .if_match(1)
        .json(&json!({ "reason": WHY }))
        .await;
    assert_eq!(waived.expect(200).body["status"], "waived");
    fan
}

/// The charges that the newest revision of the record led to.
async fn newest(app: &TestApp, of: &Value) -> Vec<Value> {
    let path = format!("/api/v1/charges?record_id={}", of["record_id"].as_str().unwrap());
    let all = app.as_(BILLING).get(&path).await.expect(200).items().to_vec();
    let last = all.iter().map(|charge| charge["revision"].as_i64()).max().unwrap();
    all.into_iter()
        .filter(|charge| charge["revision"].as_i64() == last && charge["reverses_id"].is_null())
        .collect()
}

async fn correct(app: &TestApp, fan: &Value, change: &Value) -> Vec<Value> {
    let sent = corrected_with(app, fan, change).await;
    approve(&app.as_("reviewer@vendor.example"), &sent).await;
    newest(app, fan).await
}

both_engines! {
    async fn what_was_waived_is_held_where_a_correction_charges_it_anew(app: TestApp) {
        let fan = with_a_waived_part(&app).await;
        let charges = correct(&app, &fan, &json!({ "labour_minutes": 30 })).await;
        let status = |charges: &[Value], part: &str| {
            let of_part = |charge: &&Value| charge["derivation"]["line"]["detail"]["part"] == part;
            charges.iter().find(of_part).unwrap()["status"].as_str().unwrap().to_string()
        };
        assert_eq!((status(&charges, "FAN-40").as_str(), status(&charges, "BAT-CMOS").as_str()), ("held", "pending"));
        assert_eq!(charges.iter().filter(|charge| charge["status"] == "held").count(), 1, "{charges:?}");
        let held = charges.iter().find(|charge| charge["status"] == "held").unwrap();
        assert_eq!((held["version"].as_i64(), held["amount_fen"].as_i64()), (Some(1), Some(9_500)));
        holds(&app);
        let id = held["id"].as_str().unwrap();
        let here = format!("/billing/charges/{id}");
        let page = app.browse(BILLING).get(&here).await.expect(200);
        page.shows("更正前，这笔费用已经减免").shows(WHY).shows(&format!("/billing/charges/{}", fan["id"].as_str().unwrap()));
        app.browse("manager@agent-a.example").get(&here).await.expect(200).hides(WHY).hides("更正前");
        let log = app.as_("auditor@vendor.example").get(&format!("/api/v1/audit?object={id}")).await.expect(200);
        let told = &log.items()[0]["after"];
        assert_eq!((&told["status"], &told["waived_before"], &told["reason"]), (&json!("held"), &fan["id"], &json!(WHY)));
        // Nobody has decided: the next correction says so again.
        let again = correct(&app, &fan, &json!({ "labour_minutes": 60 })).await;
        assert_eq!(status(&again, "FAN-40"), "held");
        let held = again.iter().find(|charge| charge["status"] == "held").unwrap();
        let page = app.browse(BILLING).get(&format!("/billing/charges/{}", held["id"].as_str().unwrap())).await;
        page.expect(200).shows("更正前，这笔费用已经减免").shows(WHY);
        // The clerk decides to charge it; from then on it is a charge like any other.
        app.as_(BILLING).post(&format!("{}/confirm", path(held))).if_match(1).await.expect(200);
        let decided = correct(&app, &fan, &json!({ "labour_minutes": 90 })).await;
        assert_eq!(status(&decided, "FAN-40"), "pending");
        holds(&app);
    }

    async fn of_several_lines_of_labour_the_one_that_was_waived_is_held(app: TestApp) {
        let rates = json!({ "maintenance_fee_fen": 2_000, "rates": { "night_percent": 50 } });
        publish(&app, &draft(&app, rates).await).await;
        a_day_later(&app);
        // Ten minutes before the desk closes, ten after.
        let body = repair_at("2026-03-03T17:50:00+08:00", "2026-03-03T18:10:00+08:00", 20);
        let charges = charged(&app, "engineer@agent-a.example", &body).await;
        let detail = |charge: &Value, name: &str| charge["derivation"]["line"]["detail"][name].clone();
        let night = charges.iter().find(|charge| detail(charge, "hours") == "night").unwrap();
        app.as_(BILLING).post(&format!("{}/waive", path(night))).if_match(1).json(&json!({ "reason": WHY })).await.expect(200);
        let held = |charges: &[Value]| -> Vec<Value> {
            charges.iter().filter(|charge| charge["status"] == "held").cloned().collect()
        };
        let again = held(&correct(&app, night, &json!({ "labour_minutes": 40 })).await);
        assert_eq!(again.iter().map(|charge| detail(charge, "hours")).collect::<Vec<_>>(), [json!("night")]);
        let page = app.browse(BILLING).get(&format!("/billing/charges/{}", again[0]["id"].as_str().unwrap())).await;
        page.expect(200).shows(&format!("/billing/charges/{}", night["id"].as_str().unwrap()));
        // The fee of the repair is a line of labour too.
        let charges = charged(&app, "engineer@agent-a.example", &body).await;
        let fee = charges.iter().find(|charge| detail(charge, "fee") == "maintenance").unwrap();
        app.as_(BILLING).post(&format!("{}/waive", path(fee))).if_match(1).json(&json!({ "reason": WHY })).await.expect(200);
        let again = held(&correct(&app, fee, &json!({ "labour_minutes": 40 })).await);
        assert_eq!(again.iter().map(|charge| detail(charge, "fee")).collect::<Vec<_>>(), [json!("maintenance")]);
        holds(&app);
    }

    async fn a_correction_that_charges_nothing_for_it_holds_nothing(app: TestApp) {
        let fan = with_a_waived_part(&app).await;
        let charges = correct(&app, &fan, &json!({ "parts": [{ "part": "BAT-CMOS", "quantity": 2 }] })).await;
        assert!(charges.iter().all(|charge| charge["status"] == "pending"), "{charges:?}");
        holds(&app);
    }
}
