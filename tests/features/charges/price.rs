//! A part that the price list lacks: priced by a person, or waived (chapter 6).

use serde_json::{Value, json};

use super::{CHARGES, charged, path};
use crate::both_engines;
use crate::features::statements::settle::{correct, verified};
use crate::support::fixture::{self, GUANGZHOU};
use crate::support::{Engine, TestApp, fault_record_onsite};

const BILLING: &str = "billing@vendor.example";
const BILLING_2: &str = "billing2@vendor.example";
const PAYER: &str = "manager@agent-a.example";

/// Two pieces of a part that no list knows, in a repair that agent A pays.
async fn unpriced(app: &TestApp) -> Value {
    let mut body = fault_record_onsite(fixture::CUSTOMER_A, GUANGZHOU);
    body["escalated"] = json!(true);
    body["parts"] = json!([{ "part": "NOBODY-KNOWS", "quantity": 2 }]);
    let charges = charged(app, "engineer@agent-a.example", &body).await;
    charges.into_iter().find(|charge| charge["component"] == "parts").unwrap()
}

fn at(charge: &Value, step: &str) -> String {
    format!("{}/{step}", path(charge))
}

fn price(fen: i64) -> Value {
    json!({ "unit_price_fen": fen, "reason": "按供应商报价" })
}

async fn priced(app: &TestApp, charge: &Value, fen: i64) -> Value {
    let version = charge["version"].as_i64().unwrap();
    app.as_(BILLING).post(&at(charge, "price")).if_match(version).json(&price(fen)).await.expect(200).body
}

both_engines! {
    async fn a_part_without_a_price_is_priced_and_billed(app: TestApp) {
        let part = unpriced(&app).await;
        let made = priced(&app, &part, 12_345).await;
        assert_eq!((made["amount_fen"].as_i64(), made["list_fen"].as_i64()), (Some(24_690), Some(24_690)));
        assert_eq!((made["status"].as_str(), made["vat_rate"].as_i64()), (Some("pending"), Some(13)));
        assert_eq!((&made["prices_id"], &made["record_id"]), (&part["id"], &part["record_id"]));
        let said = &made["derivation"]["priced"];
        assert_eq!((said["unit_price_fen"].as_i64(), said["by_name"].as_str()), (Some(12_345), Some("财一")));
        assert_eq!((said["reason"].as_str(), &said["second_person"]), (Some("按供应商报价"), &json!(false)));
        let before = app.as_(BILLING).get(&path(&part)).await.expect(200).body;
        assert_eq!((before["status"].as_str(), before["amount_fen"].as_i64()), (Some("reversed"), Some(0)));
        verified(&app);
        app.as_(BILLING).post(&at(&made, "confirm")).if_match(1).await.expect(200);
        let month = json!({ "payer_id": fixture::AGENT_A, "month": "2026-03" });
        let bill = app.as_(BILLING).post("/api/v1/statements").json(&month).await.expect(201).body;
        assert_eq!((bill["net_total_fen"].as_i64(), bill["lines"][0]["quantity"].as_i64()), (Some(24_690), Some(2)));
        verified(&app);
        let audit = format!("/api/v1/audit?object={}&action=charge.price", made["id"].as_str().unwrap());
        let audit = app.as_("auditor@vendor.example").get(&audit).await.expect(200);
        assert_eq!(audit.items()[0]["after"]["unit_price_fen"], 12_345);
        assert_eq!(audit.items()[0]["before"]["charge_id"], part["id"]);
    }

    async fn above_the_limit_another_person_confirms_the_price(app: TestApp) {
        let part = unpriced(&app).await;
        let made = priced(&app, &part, 30_000).await;
        assert_eq!(made["derivation"]["priced"]["second_person"], true);
        app.as_(BILLING).post(&at(&made, "confirm")).if_match(1).await.refused(403, "own_price");
        let here = format!("/billing/charges/{}", made["id"].as_str().unwrap());
        let own = app.browse(BILLING).get(&here).await.expect(200);
        own.shows("您定的价格超过限额").hides("/confirm\"");
        // Nor among many.
        let one = app.browse(BILLING);
        let list = one.get("/billing/charges").await.expect(200);
        let pick = format!("{}.1", made["id"].as_str().unwrap());
        one.submit(&list, "/billing/charges/confirm", &[("charge", &pick)]).await.expect(303);
        assert_eq!(app.as_(BILLING).get(&path(&made)).await.expect(200).body["status"], "pending");
        app.as_(BILLING_2).post(&at(&made, "confirm")).if_match(1).await.expect(200);
        verified(&app);
    }

    async fn a_mistyped_price_is_given_again_until_it_is_confirmed(app: TestApp) {
        let made = priced(&app, &unpriced(&app).await, 100).await;
        let again = priced(&app, &made, 1_000).await;
        assert_eq!((again["amount_fen"].as_i64(), &again["prices_id"]), (Some(2_000), &made["id"]));
        verified(&app);
        app.as_(BILLING).post(&at(&made, "price")).if_match(2).json(&price(5)).await.refused(409, "charge_not_open");
        app.as_(BILLING).post(&at(&again, "confirm")).if_match(1).await.expect(200);
        app.as_(BILLING).post(&at(&again, "price")).if_match(2).json(&price(5)).await.refused(409, "charge_not_open");
        // A correction takes it back, and the part waits for a price again.
        correct(&app, &again, json!({ "labour_minutes": 46 })).await;
        let live = format!("{CHARGES}?record_id={}&status=pending", again["record_id"].as_str().unwrap());
        let live = app.as_(BILLING).get(&live).await.expect(200);
        let part = live.items().iter().find(|charge| charge["component"] == "parts").unwrap().clone();
        assert_eq!(part["derivation"]["line"]["reason"], "price_on_request");
        priced(&app, &part, 700).await;
        verified(&app);
    }

    async fn what_is_no_price_is_named(app: TestApp) {
        let part = unpriced(&app).await;
        let there = at(&part, "price");
        let clerk = app.as_(BILLING);
        for (body, faults) in [
            (json!({}), vec!["unit_price_fen: required", "reason: required"]),
            (json!({ "unit_price_fen": 0, "reason": "x" }), vec!["unit_price_fen: too_small"]),
            (json!({ "unit_price_fen": -5, "reason": "x" }), vec!["unit_price_fen: too_small"]),
            (json!({ "unit_price_fen": 1_000_000_001, "reason": "x" }), vec!["unit_price_fen: too_large"]),
            (json!({ "unit_price_fen": 1.5, "reason": " " }), vec!["unit_price_fen: wrong_type", "reason: required"]),
            (json!({ "unit_price_fen": 5, "reason": "x", "wish": 1 }), vec!["wish: unknown_field"]),
        ] {
            assert_eq!(clerk.post(&there).if_match(1).json(&body).await.expect(422).faults(), faults, "{body}");
        }
        clerk.post(&there).json(&price(5)).await.refused(428, "precondition_required");
        clerk.post(&there).if_match(4).json(&price(5)).await.refused(412, "stale_version");
        app.as_(PAYER).post(&there).if_match(1).json(&price(5)).await.expect(403);
        let of_record = format!("{CHARGES}?record_id={}", part["record_id"].as_str().unwrap());
        let all = clerk.get(&of_record).await.expect(200);
        let visit = all.items().iter().find(|charge| charge["component"] == "visit").unwrap();
        clerk.post(&at(visit, "price")).if_match(1).json(&price(5)).await.refused(409, "charge_has_price");
        assert_eq!(clerk.get(&path(&part)).await.expect(200).body["status"], "pending");
    }

    async fn the_page_takes_a_price_and_says_who_gave_it(app: TestApp) {
        let part = unpriced(&app).await;
        let here = format!("/billing/charges/{}", part["id"].as_str().unwrap());
        let clerk = app.browse(BILLING);
        let page = clerk.get(&here).await.expect(200).shows("尚未定价").shows("单价（不含税）");
        app.browse(PAYER).get(&here).await.expect(200).shows("由财务另行定价").hides("/price\"");
        let there = format!("{here}/price");
        let wrong = clerk.submit(&page, &there, &[("unit_price_fen", "12.345"), ("reason", "报价单 7 号")]).await.expect(422);
        let page = wrong.shows("12.345").shows("报价单 7 号");
        let sent = clerk.submit(&page, &there, &[("unit_price_fen", "123.45"), ("reason", "报价单 7 号")]).await.expect(303);
        let new = sent.location().to_string();
        assert_ne!(new, here);
        clerk.follow(&sent).await.expect(200).shows("¥246.90").shows("财一").shows("报价单 7 号").shows(&here);
        clerk.get(&here).await.expect(200).shows(&new[..20]);
        app.browse(PAYER).get(&new).await.expect(200).shows("人工定价").shows("报价单 7 号").hides("财一");
        app.as_(BILLING).patch("/api/v1/me").json(&json!({ "language": "en" })).if_match(1).await.expect(200);
        let english = app.browse(BILLING).get(&new).await.expect(200);
        english.shows("Priced by a person").shows("priced by billing");
    }

    async fn without_a_price_it_is_waived_by_two(app: TestApp) {
        let part = unpriced(&app).await;
        let why = json!({ "reason": "随机附件" });
        let asked = app.as_(BILLING).post(&at(&part, "waive")).if_match(1).json(&why).await.expect(200);
        assert_eq!(asked.body["status"], "pending", "nobody knows what it is worth");
        app.as_(BILLING).post(&at(&part, "price")).if_match(2).json(&price(5)).await.refused(409, "waiver_asked");
        let done = app.as_(BILLING_2).post(&at(&part, "grant-waiver")).if_match(2).await.expect(200);
        assert_eq!(done.body["status"], "waived");
        verified(&app);
        // What is charged anew by a correction waits for a decision, as everything that was waived.
        correct(&app, &part, json!({ "labour_minutes": 46 })).await;
        let held = format!("{CHARGES}?record_id={}&status=held", part["record_id"].as_str().unwrap());
        let held = app.as_(BILLING).get(&held).await.expect(200).items().to_vec();
        assert_eq!(held.len(), 1);
        assert_eq!(held[0]["derivation"]["line"]["reason"], "price_on_request");
        let made = priced(&app, &held[0], 900).await;
        assert_eq!(made["amount_fen"], 1_800);
        verified(&app);
    }

    async fn a_price_that_was_changed_is_found(app: TestApp) {
        let made = priced(&app, &unpriced(&app).await, 12_345).await;
        verified(&app);
        let id = made["id"].as_str().unwrap();
        if app.engine == Engine::Sqlite {
            app.execute("DROP TRIGGER charges_no_update");
            let id = id.replace('-', "");
            app.execute(&format!("UPDATE charges SET derivation = json_set(derivation, '$.priced.unit_price_fen', 12344) WHERE id = unhex('{id}')"));
        } else {
            app.execute("DROP TRIGGER charges_no_change ON charges");
            app.execute(&format!("UPDATE charges SET derivation = CAST(jsonb_set(CAST(derivation AS jsonb), '{{priced,unit_price_fen}}', '12344') AS json) WHERE id = '{id}'"));
        }
        let fault = crate::features::contracts::fault(&app).unwrap_or_default();
        assert!(fault.contains("charge_differs"), "{fault}");
    }
}
