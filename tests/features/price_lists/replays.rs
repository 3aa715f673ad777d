//! What a draft would have done to the last three months: the same as computing each record by hand (2.6, 6).

use serde_json::{Value, json};
use tierdesk::features::price_lists::work_off;

use super::{BILLING, BILLING_2, at, charged, draft, publish, repair_at, services_with};
use crate::both_engines;
use crate::support::{Answer, TestApp};

const REPLAYS: &str = "/api/v1/price-replays";

async fn replayed(app: &TestApp, list: &Answer) -> Answer {
    let billing = app.as_(BILLING);
    let started = billing.post(&at(list, "/replays")).await.expect(201);
    billing.post(&at(list, "/replays")).await.refused(409, "replay_goes_on");
    while work_off(&app.app.services, app.now()).unwrap() > 0 {}
    billing.get(&format!("{REPLAYS}/{}", started.id())).await.expect(200)
}

/// Two repairs of agent A's, one into the night, and a free telephone call for its customer.
async fn season(app: &TestApp) -> Vec<Value> {
    let mut all =
        charged(app, &repair_at("2026-02-27T14:00:00+08:00", "2026-02-27T15:30:00+08:00", 90)).await;
    let night = repair_at("2026-02-27T17:00:00+08:00", "2026-02-27T19:00:00+08:00", 120);
    all.extend(charged(app, &night).await);
    let call = crate::support::fault_record_remote(crate::support::fixture::CUSTOMER_A);
    all.extend(charged(app, &call).await);
    all
}

both_engines! {
    async fn a_replay_comes_to_what_one_computes_by_hand(app: TestApp) {
        let before: i64 = season(&app).await.iter().map(|it| it["amount_fen"].as_i64().unwrap()).sum();
        let services = services_with(&app, "SASL012", 120_000).await;
        let list = draft(&app, json!({ "services": services, "rates": { "night_percent": 50 } })).await;
        let done = replayed(&app, &list).await;
        assert_eq!((&done.body["outcome"], &done.body["records_done"]), (&json!("done"), &json!(3)));
        // Two visits at ¥200 more each; one of two hours at night at ¥150 more.
        let after = before + 2 * 20_000 + 15_000;
        let total = &done.body["total"];
        assert_eq!((&total["before_fen"], &total["after_fen"]), (&json!(before), &json!(after)));
        assert_eq!((&total["records"], &total["changed"]), (&json!(3), &json!(2)));
        assert_eq!(done.body["by_payer"].as_array().unwrap().len(), 1);
        let classes: Vec<&Value> = done.body["by_class"].as_array().unwrap().iter().map(|it| &it["key"]).collect();
        assert_eq!(classes, [&json!("end_user")]);
        let of = |code: &str| {
            done.body["by_service"].as_array().unwrap().iter().find(|it| it["key"] == code).unwrap().clone()
        };
        assert_eq!((&of("SASL012")["records"], &of("SASL012")["after_fen"]), (&json!(2), &json!(after)));
        assert_eq!((&of("SASR008")["changed"], &of("SASR008")["after_fen"]), (&json!(0), &json!(0)));
        // The records behind a number add up to it.
        let behind = format!("{REPLAYS}/{}/records?service_code=SASL012&changed=true", done.id());
        let rows = app.as_(BILLING).get(&behind).await.expect(200);
        let sum: i64 = rows.items().iter().map(|it| it["after_fen"].as_i64().unwrap()).sum();
        assert_eq!((rows.items().len(), sum), (2, after));
        for row in rows.items() {
            let record = format!("/api/v1/fault-records/{}", row["record_id"].as_str().unwrap());
            assert_eq!(app.as_(BILLING).get(&record).await.expect(200).body["number"], row["number"]);
        }
        app.as_(BILLING).get(&format!("{REPLAYS}/{}/records?service=1", done.id())).await.expect(422);
        // No charge was touched.
        let charges = app.as_(BILLING).get("/api/v1/charges").await.expect(200);
        let now: i64 = charges.items().iter().map(|it| it["amount_fen"].as_i64().unwrap()).sum();
        assert_eq!(now, before);
    }

    async fn what_a_correction_took_back_is_not_counted_twice(app: TestApp) {
        let charges = charged(&app, &repair_at("2026-02-27T14:00:00+08:00", "2026-02-27T15:30:00+08:00", 90)).await;
        let record = format!("/api/v1/fault-records/{}", charges[0]["record_id"].as_str().unwrap());
        let engineer = app.as_("engineer@agent-a.example");
        let version = engineer.get(&record).await.expect(200).version();
        let corrected = engineer.post(&format!("{record}/correct")).if_match(version).await.expect(200);
        let half = json!({ "labour_minutes": 60 });
        let edited = engineer.patch(&record).if_match(corrected.version()).json(&half).await.expect(200);
        let sent = engineer.post(&format!("{record}/submit")).if_match(edited.version()).await.expect(200);
        app.as_("reviewer@vendor.example").post(&format!("{record}/review")).if_match(sent.version())
            .json(&json!({ "verdict": "approve" })).await.expect(200);
        let list = draft(&app, json!({ "labour_hour_fen": 36_000 })).await;
        let done = replayed(&app, &list).await;
        let total = &done.body["total"];
        assert_eq!((&total["records"], &total["before_fen"]), (&json!(1), &json!(190_000)));
        assert_eq!(total["after_fen"], 196_000);
    }

    async fn what_was_approved_more_than_three_months_ago_is_left_out(app: TestApp) {
        season(&app).await;
        app.clock.advance(chrono::TimeDelta::days(93));
        let list = draft(&app, json!({ "effective_from": "2026-08-01T00:00:00+08:00" })).await;
        let done = replayed(&app, &list).await;
        assert_eq!((&done.body["records_total"], &done.body["total"]["records"]), (&json!(0), &json!(0)));
    }

    async fn a_published_list_is_not_replayed_and_prices_are_for_those_who_bill(app: TestApp) {
        let list = draft(&app, json!({})).await;
        let done = replayed(&app, &list).await;
        let path = format!("{REPLAYS}/{}", done.id());
        for (email, status) in [("auditor@vendor.example", 200), ("admin@vendor.example", 403), ("manager@agent-a.example", 403)] {
            app.as_(email).get(&path).await.expect(status);
        }
        app.as_("admin@vendor.example").get(&at(&list, "")).await.expect(200);
        publish(&app, &list).await;
        app.as_(BILLING_2).post(&at(&list, "/replays")).await.refused(409, "price_list_closed");
    }
}
