//! What a draft would have done to the last three months: the same as computing each record by hand (2.6, 6).

use serde_json::{Value, json};
use tierdesk::features::price_lists::work_off;

use super::{BILLING, BILLING_2, at, charged, draft, publish, repair_at, services_with};
use crate::both_engines;
use crate::support::{Answer, Engine, TestApp};

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

/// Makes the charges of a record as an earlier program stored them, or as nobody can read them.
fn rewrite(app: &TestApp, charges: &[Value], (sqlite, postgres): (&str, &str)) {
    let id = charges[0]["record_id"].as_str().unwrap();
    let (trigger, set, id) = match app.engine {
        Engine::Sqlite => {
            ("DROP TRIGGER IF EXISTS charges_no_update", sqlite, format!("unhex('{}')", id.replace('-', "")))
        }
        Engine::Postgres => {
            ("DROP TRIGGER IF EXISTS charges_no_change ON charges", postgres, format!("'{id}'"))
        }
    };
    app.execute(trigger);
    app.execute(&format!("UPDATE charges SET derivation = {set} WHERE record_id = {id}"));
}

both_engines! {
    async fn what_a_person_priced_keeps_its_price_where_the_draft_has_none(app: TestApp) {
        let mut body = repair_at("2026-02-27T14:00:00+08:00", "2026-02-27T15:30:00+08:00", 90);
        body["parts"] = json!([{ "part": "NOBODY-KNOWS", "quantity": 2 }]);
        let charges = charged(&app, &body).await;
        let part = charges.iter().find(|charge| charge["component"] == "parts").unwrap();
        let price = json!({ "unit_price_fen": 700, "reason": "按供应商报价" });
        let there = format!("/api/v1/charges/{}/price", part["id"].as_str().unwrap());
        app.as_(BILLING).post(&there).if_match(1).json(&price).await.expect(200);
        let before: i64 = charges.iter().map(|it| it["amount_fen"].as_i64().unwrap()).sum::<i64>() + 1_400;
        let done = replayed(&app, &draft(&app, json!({})).await).await;
        let total = &done.body["total"];
        assert_eq!((&total["before_fen"], &total["after_fen"]), (&json!(before), &json!(before)));
        assert_eq!((&total["records"], &total["changed"]), (&json!(1), &json!(0)));
    }

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

    async fn what_was_stored_without_times_is_not_computed_by_rates_that_go_by_them(app: TestApp) {
        let repair = repair_at("2026-02-27T17:00:00+08:00", "2026-02-27T19:00:00+08:00", 120);
        let (old, new) = (charged(&app, &repair).await, charged(&app, &repair).await);
        let sum = |charges: &[Value]| charges.iter().map(|it| it["amount_fen"].as_i64().unwrap()).sum::<i64>();
        let (sqlite, postgres) = ("json_remove(derivation, '$.input.work.worked')", "(derivation::jsonb #- '{input,work,worked}')::json");
        rewrite(&app, &old, (sqlite, postgres));
        let fees = json!({ "labour_hour_fen": 36_000 });
        let total = async |changes: &Value| replayed(&app, &draft(&app, changes.clone()).await).await.body;
        // What goes by the minutes alone is computed.
        let done = total(&fees).await;
        assert_eq!((&done["not_computed"], &done["total"]["after_fen"]), (&json!(0), &json!(sum(&old) + sum(&new) + 24_000)));
        for rates in [json!({ "night_percent": 50 }), json!({ "severity_4_fen": 90_000 })] {
            let done = total(&json!({ "rates": rates })).await;
            assert_eq!((&done["not_computed"], &done["total"]["records"]), (&json!(1), &json!(2)), "{rates}");
        }
    }

    async fn what_cannot_be_read_stays_in_the_totals_as_it_was(app: TestApp) {
        let charges = charged(&app, &repair_at("2026-02-27T14:00:00+08:00", "2026-02-27T15:30:00+08:00", 90)).await;
        rewrite(&app, &charges, ("'{}'", "'{}'"));
        let list = draft(&app, json!({ "name": "春季价目表", "labour_hour_fen": 36_000 })).await;
        let done = replayed(&app, &list).await;
        let before: i64 = charges.iter().map(|it| it["amount_fen"].as_i64().unwrap()).sum();
        let total = &done.body["total"];
        assert_eq!((&total["records"], &done.body["not_computed"]), (&json!(1), &json!(1)));
        assert_eq!((&total["before_fen"], &total["after_fen"]), (&json!(before), &json!(before)));
        let rows = app.as_(BILLING).get(&format!("{REPLAYS}/{}/records", done.id())).await.expect(200);
        assert_eq!((&rows.items()[0]["computed"], &rows.items()[0]["service_code"]), (&json!(false), &json!("SASL012")));
        let clerk = app.browse(BILLING);
        let here = format!("/billing/price-replays/{}", done.id());
        let page = clerk.get(&here).await.expect(200).hides("⟦");
        page.shows("有 1 条记录无法按草稿计算").shows("付给代理商的服务费不在其内").shows(">春季价目表</a>");
        assert_eq!(clerk.bytes(&format!("{here}/export.xlsx")).await.0, 200);
    }

    async fn of_two_who_start_a_replay_at_once_one_does(app: TestApp) {
        let list = draft(&app, json!({})).await;
        let path = at(&list, "/replays");
        let (one, two) = (app.as_(BILLING), app.as_(BILLING_2));
        let (a, b) = tokio::join!(async { one.post(&path).await }, async { two.post(&path).await });
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
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
