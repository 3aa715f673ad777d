//! What became of a credit is never overwritten (chapter 6): who proposed it, who decided, and why.

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};

use super::contracts::fault;
use crate::both_engines;
use crate::support::{Engine, TestApp, fixture};

const CREDITS: &str = "/api/v1/credits";
const BILLING: &str = "billing@vendor.example";
const BILLING_2: &str = "billing2@vendor.example";
const MANAGER: &str = "manager@vendor.example";

/// A credit that is large enough to need a second clerk.
async fn proposed(app: &TestApp) -> Value {
    let body = json!({
        "payer_id": fixture::AGENT_A, "kind": "damages", "amount_fen": 300_000, "vat_rate": 6, "text": "延误造成的损失",
    });
    app.as_(BILLING).post(CREDITS).json(&body).await.expect(201).body
}

fn at(credit: &Value, step: &str) -> String {
    format!("{CREDITS}/{}/{step}", credit["id"].as_str().unwrap())
}

/// Status, person and reason of each event.
async fn history(app: &TestApp, credit: &Value) -> Vec<(String, String, Option<String>)> {
    let found =
        app.as_(BILLING).get(&format!("{CREDITS}/{}", credit["id"].as_str().unwrap())).await.expect(200);
    let text = |event: &Value, key: &str| event[key].as_str().map(str::to_string);
    let event = |event: &Value| {
        (text(event, "status").unwrap(), text(event, "actor_name").unwrap(), text(event, "reason"))
    };
    found.body["events"].as_array().unwrap().iter().map(event).collect()
}

fn name(email: &str) -> String {
    crate::support::person(email).name.to_string()
}

/// One confirmed and taken back, one refused, one that waits.
async fn several(app: &TestApp) -> [Value; 3] {
    let (back, refused, open) = (proposed(app).await, proposed(app).await, proposed(app).await);
    app.as_(BILLING_2).post(&at(&back, "confirm")).if_match(1).await.expect(200);
    let why = json!({ "reason": "重复赔付" });
    app.as_(BILLING).post(&at(&back, "reverse")).if_match(2).json(&why).await.expect(200);
    let why = json!({ "reason": "没有凭证" });
    app.as_(BILLING_2).post(&at(&refused, "refuse")).if_match(1).json(&why).await.expect(200);
    [back, refused, open]
}

fn migration(engine: Engine, file: &str) -> String {
    let engine = if engine == Engine::Sqlite { "sqlite" } else { "postgres" };
    let root = env!("CARGO_MANIFEST_DIR");
    std::fs::read_to_string(format!("{root}/migrations/{engine}/2026-11-26-000110_credit_events/{file}"))
        .unwrap()
}

both_engines! {
    async fn whoever_confirmed_a_credit_is_known_after_it_was_taken_back(app: TestApp) {
        let [back, ..] = several(&app).await;
        assert_eq!(history(&app, &back).await, [
            ("proposed".to_string(), name(BILLING), None),
            ("confirmed".to_string(), name(BILLING_2), None),
            ("reversed".to_string(), name(BILLING), Some("重复赔付".to_string())),
        ]);
        let here = format!("/billing/credits/{}", back["id"].as_str().unwrap());
        let page = app.browse(MANAGER).get(&here).await.expect(200);
        page.shows(&name(BILLING_2)).shows("确认").shows("撤回").shows("重复赔付");
        assert_eq!(fault(&app), None);
    }

    async fn a_credit_and_its_events_never_change(app: TestApp) {
        several(&app).await;
        for change in [
            "amount_fen = 1", "payer_name = 'x'", "vat_rate = 0", "basis = '{}'", "kind = 'goodwill'", "text = 'x'",
            "origin = 'service_fee'", "proposed_by_name = 'x'", "charge_id = NULL",
        ] {
            assert!(app.refuses(&format!("UPDATE credits SET {change}")), "{change}");
        }
        for change in [
            "DELETE FROM credits", "DELETE FROM credit_events", "UPDATE credit_events SET reason = 'x'",
            "UPDATE credit_events SET actor_name = 'x'",
        ] {
            assert!(app.refuses(change), "{change}");
        }
        assert_eq!(fault(&app), None);
    }

    async fn a_state_that_its_events_do_not_say_is_found(app: TestApp) {
        let [_, refused, _] = several(&app).await;
        let differs = |app: &TestApp| fault(app).is_some_and(|fault| fault.contains("credit_events_differ"));
        app.execute("UPDATE credits SET reason = 'x' WHERE status = 'refused'");
        assert!(differs(&app));
        app.execute("UPDATE credits SET reason = '没有凭证' WHERE status = 'refused'");
        assert_eq!(fault(&app), None);
        app.execute("UPDATE credits SET decided_by_name = 'x' WHERE status = 'reversed'");
        assert!(differs(&app));
        app.execute(&format!("UPDATE credits SET decided_by_name = '{}' WHERE status = 'reversed'", name(BILLING)));
        assert_eq!(fault(&app), None);
        app.disarm("credit_events");
        app.execute("DELETE FROM credit_events WHERE status = 'confirmed'");
        assert!(differs(&app));
        assert_eq!(history(&app, &refused).await.len(), 2);
    }

    async fn credits_from_before_there_were_events_have_their_history(app: TestApp) {
        let credits = several(&app).await;
        let mut before = Vec::new();
        for credit in &credits {
            before.push(history(&app, credit).await);
        }
        for file in ["down.sql", "up.sql"] {
            app.write(|conn| Ok(conn.batch_execute(&migration(app.engine, file))?));
        }
        for (credit, before) in credits.iter().zip(before) {
            assert_eq!(history(&app, credit).await, before);
        }
        assert_eq!(fault(&app), None);
    }

    async fn whoever_proposed_it_hears_why_it_was_refused(app: TestApp) {
        let [_, refused, _] = several(&app).await;
        let told = app.as_(BILLING).get("/api/v1/notices?limit=200").await.expect(200);
        let told: Vec<&Value> = told.items().iter().filter(|notice| notice["kind"] == "credit_refused").collect();
        assert_eq!(told.len(), 1);
        assert_eq!((&told[0]["number"], &told[0]["params"]["reason"]), (&refused["number"], &json!("没有凭证")));
        app.browse(BILLING).get("/notices").await.expect(200).shows("被拒绝").shows("没有凭证");
        let others = app.as_(BILLING_2).get("/api/v1/notices?limit=200").await.expect(200);
        assert!(others.items().iter().all(|notice| notice["kind"] != "credit_refused"));
    }

    async fn a_proposal_is_withdrawn_by_whoever_made_it(app: TestApp) {
        let credit = proposed(&app).await;
        let (one, here) = (app.browse(BILLING), format!("/billing/credits/{}", credit["id"].as_str().unwrap()));
        app.browse(BILLING_2).get(&here).await.expect(200).hides("也不再等待决定");
        let page = one.get(&here).await.expect(200).shows("也不再等待决定").hides("/confirm\"");
        app.as_(BILLING).post(&at(&credit, "confirm")).if_match(1).await.refused(403, "own_credit");
        let done = one.submit(&page, &format!("{here}/refuse"), &[("reason", "金额填错")]).await.expect(303);
        one.follow(&done).await.expect(200).shows("已拒绝").shows("金额填错").hides("也不再等待决定");
        assert_eq!(history(&app, &credit).await[1].1, name(BILLING));
        let told = app.as_(BILLING).get("/api/v1/notices?limit=200").await.expect(200);
        assert!(told.items().iter().all(|notice| notice["kind"] != "credit_refused"), "nobody tells oneself");
        app.as_(BILLING_2).post(&at(&credit, "confirm")).if_match(2).await.refused(409, "credit_not_open");
    }
}
