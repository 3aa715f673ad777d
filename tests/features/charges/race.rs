//! A clerk and a reviewer at the same charge, at the same moment: neither undoes what the other has done (chapter 6).

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};
use tierdesk::access::Action;
use tierdesk::features::charges::{books_hold, charges_hold, confirm_all, waive, waivers_hold};
use tierdesk::platform::web::incoming::IfMatch;

use super::{path, repair};
use crate::both_engines;
use crate::support::{Client, TestApp};

const BILLING: &str = "billing@vendor.example";
const REVIEWER: &str = "reviewer@vendor.example";
const BILLING_2: &str = "billing2@vendor.example";

fn visit(charges: &[Value]) -> Value {
    charges.iter().find(|charge| charge["component"] == "visit").unwrap().clone()
}

/// A correction of the record that `charge` was born from, sent in: where it is reviewed, and its version.
async fn corrected(app: &TestApp, charge: &Value) -> (String, i64) {
    corrected_with(app, charge, &json!({})).await
}

/// The same with a change.
pub async fn corrected_with(app: &TestApp, charge: &Value, change: &Value) -> (String, i64) {
    let record = format!("/api/v1/fault-records/{}", charge["record_id"].as_str().unwrap());
    let engineer = app.as_("engineer@agent-a.example");
    let found = engineer.get(&record).await.expect(200);
    let draft = engineer.post(&format!("{record}/correct")).if_match(found.version()).await.expect(200);
    let draft = engineer.patch(&record).if_match(draft.version()).json(change).await.expect(200);
    let sent = engineer.post(&format!("{record}/submit")).if_match(draft.version()).await.expect(200);
    (format!("{record}/review"), sent.version())
}

pub async fn approve(reviewer: &Client, (review, version): &(String, i64)) {
    reviewer.post(review).if_match(*version).json(&json!({ "verdict": "approve" })).await.expect(200);
}

/// What `verify` says of charges and of the ledger.
pub fn holds(app: &TestApp) {
    let policies = app.app.services.policies.current();
    let wrong = app.app.services.db.read(|conn| {
        let states = charges_hold(conn, &policies, None).err().map(|wrong| format!("{wrong:?}"));
        let books = states.or_else(|| books_hold(conn, None).err().map(|wrong| format!("{wrong:?}")));
        Ok(books.or_else(|| waivers_hold(conn, None).err().map(|wrong| format!("{wrong:?}"))))
    });
    assert_eq!(wrong.unwrap(), None);
}

async fn ask(who: &Client, charge: &Value, version: i64) {
    let why = json!({ "reason": "客户重要" });
    who.post(&format!("{}/waive", path(charge))).if_match(version).json(&why).await.expect(200);
}

both_engines! {
    async fn a_statement_that_waited_to_be_written_comes_after_the_confirmation(app: TestApp) {
        let charge = visit(&repair(&app).await);
        app.clock.advance(TimeDelta::minutes(5));
        app.as_(BILLING).post(&format!("{}/confirm", path(&charge))).if_match(1).await.expect(200);
        // Its request began before that of the confirmation, for which it then had to wait.
        app.clock.advance(TimeDelta::minutes(-4));
        let body = json!({ "payer_id": charge["payer_id"], "month": "2026-03" });
        app.as_(BILLING).post("/api/v1/statements").json(&body).await.expect(201);
        holds(&app);
        let of_visits = "SELECT status AS line FROM charge_events WHERE charge_id IN \
            (SELECT id FROM charges WHERE component = 'visit') ORDER BY version";
        assert_eq!(app.lines(of_visits), ["pending", "confirmed", "invoiced"]);
    }

    async fn a_charge_that_is_confirmed_while_its_correction_is_approved_leaves_the_ledger(app: TestApp) {
        let charge = visit(&repair(&app).await);
        let sent = corrected(&app, &charge).await;
        let (clerk, reviewer) = (app.actor(BILLING), app.as_(REVIEWER));
        let (now, zone) = (app.now(), app.app.services.settings.time_zone);
        let picked = [(charge["id"].as_str().unwrap().parse().unwrap(), 1)];
        let (begun, started) = std::sync::mpsc::channel();
        let db = app.app.services.clone();
        let confirming = std::thread::spawn(move || {
            db.db.write(|conn| {
                let scope = clerk.may(Action::ConfirmCharges)?;
                let done = confirm_all(conn, &clerk, &scope, now, zone, &picked)?;
                begun.send(()).unwrap();
                std::thread::sleep(Duration::from_millis(1500));
                Ok(done)
            })
        });
        started.recv().unwrap();
        approve(&reviewer, &sent).await;
        assert_eq!(confirming.join().unwrap().unwrap(), (1, 0));
        holds(&app);
        let owed = app.lines("SELECT CAST(SUM(amount_fen) AS TEXT) AS line FROM ledger_postings WHERE account = 'receivable'");
        assert_eq!(owed, ["0"], "what was confirmed was taken back");
    }

    async fn a_waiver_that_is_asked_for_ends_with_a_correction(app: TestApp) {
        let charge = visit(&repair(&app).await);
        ask(&app.as_(BILLING), &charge, 1).await;
        let sent = corrected(&app, &charge).await;
        approve(&app.as_(REVIEWER), &sent).await;
        let grant = format!("{}/grant-waiver", path(&charge));
        app.as_(BILLING_2).post(&grant).if_match(3).await.refused(409, "no_waiver_asked");
        let told = app.as_("auditor@vendor.example").get(&format!("/api/v1/audit?object={}", charge["id"].as_str().unwrap())).await;
        assert!(told.expect(200).items().iter().any(|entry| entry["action"] == "charge.end_waiver"));
        let here = format!("/billing/charges/{}", charge["id"].as_str().unwrap());
        app.browse(BILLING_2).get(&here).await.expect(200).hides("等待另一位财务人员复核").shows("申请减免");
        holds(&app);
    }

    async fn a_charge_that_somebody_asks_to_waive_while_a_statement_is_issued_is_not_on_it(app: TestApp) {
        let charges = repair(&app).await;
        for charge in &charges {
            app.as_(BILLING).post(&format!("{}/confirm", path(charge))).if_match(1).await.expect(200);
        }
        let charge = visit(&charges);
        let (clerk, now) = (app.actor(BILLING), app.now());
        let limit = app.app.services.settings.waiver_limit_fen;
        let id = charge["id"].as_str().unwrap().parse().unwrap();
        let (begun, started) = std::sync::mpsc::channel();
        let db = app.app.services.clone();
        let asking = std::thread::spawn(move || {
            db.db.write(|conn| {
                let scope = clerk.may(Action::ConfirmCharges)?;
                let why = json!({ "reason": "客户重要" });
                let read = (id, IfMatch::Version(2));
                let asked = waive(conn, &clerk, &scope, now, read, &why, limit)?;
                begun.send(()).unwrap();
                std::thread::sleep(Duration::from_millis(1500));
                Ok(asked.version)
            })
        });
        started.recv().unwrap();
        let month = json!({ "payer_id": crate::support::fixture::AGENT_A, "month": "2026-03" });
        let issued = app.as_(BILLING_2).post("/api/v1/statements").json(&month).await.expect(201);
        assert_eq!(asking.join().unwrap().unwrap(), 3);
        let lines = app.as_(BILLING).get(&format!("/api/v1/statements/{}/lines", issued.id())).await.expect(200);
        assert_eq!(lines.items().len(), charges.len() - 1, "{}", lines.body);
        assert!(lines.items().iter().all(|line| line["charge_id"] != charge["id"]), "{}", lines.body);
        holds(&app);
        let grant = format!("{}/grant-waiver", path(&charge));
        let waived = app.as_(BILLING_2).post(&grant).if_match(3).await.expect(200);
        assert_eq!(waived.body["status"], "waived");
        holds(&app);
    }

    async fn a_waiver_that_was_left_open_on_a_statement_is_found_and_can_be_refused(app: TestApp) {
        let charges = repair(&app).await;
        let charge = visit(&charges);
        ask(&app.as_(BILLING), &charge, 1).await;
        let (refuse, why) = (format!("{}/refuse-waiver", path(&charge)), json!({ "reason": "不同意" }));
        app.as_(BILLING_2).post(&refuse).if_match(2).json(&why).await.expect(200);
        for (charge, version) in charges.iter().map(|it| (it, if *it == charge { 3 } else { 1 })) {
            app.as_(BILLING).post(&format!("{}/confirm", path(charge))).if_match(version).await.expect(200);
        }
        let month = json!({ "payer_id": crate::support::fixture::AGENT_A, "month": "2026-03" });
        app.as_(BILLING).post("/api/v1/statements").json(&month).await.expect(201);
        holds(&app);
        // As a race left it before there was a guard.
        app.execute("UPDATE charge_waivers SET granted = NULL, decided_by = NULL, decided_by_name = NULL, decided_at = NULL");
        let wrong = app.app.services.db.read(|conn| Ok(waivers_hold(conn, None).err().map(|wrong| format!("{wrong:?}"))));
        assert!(wrong.unwrap().unwrap().contains("waiver_left_open"));
        let grant = format!("{}/grant-waiver", path(&charge));
        app.as_(BILLING_2).post(&grant).if_match(5).await.refused(409, "charge_not_open");
        let ended = app.as_(BILLING_2).post(&refuse).if_match(5).json(&why).await.expect(200);
        assert_eq!(ended.body["status"], "invoiced");
        holds(&app);
    }

    async fn a_waiver_that_is_asked_for_later_leaves_the_month_of_a_charge(app: TestApp) {
        let charge = visit(&repair(&app).await);
        // Two events of one moment have no order.
        app.clock.advance(TimeDelta::minutes(1));
        let confirmed = app.as_(BILLING).post(&format!("{}/confirm", path(&charge))).if_match(1).await.expect(200);
        app.clock.advance(TimeDelta::days(70));
        ask(&app.as_(BILLING), &charge, 2).await;
        holds(&app);
        app.clock.advance(TimeDelta::minutes(1));
        let why = json!({ "reason": "不同意" });
        let refused = app.as_(BILLING_2).post(&format!("{}/refuse-waiver", path(&charge))).if_match(3).json(&why).await.expect(200);
        assert_eq!(refused.body["month"], confirmed.body["month"]);
        holds(&app);
        // The payer reads when it was confirmed, once, and nothing of the waiver.
        let here = format!("/billing/charges/{}", charge["id"].as_str().unwrap());
        let payer = app.browse("manager@agent-a.example").get(&here).await.expect(200).hides("申请减免").hides("拒绝减免");
        let own = app.browse(BILLING).get(&here).await.expect(200).shows("申请减免").shows("拒绝减免");
        let events = |page: &str| page.matches("<li class=\"event").count();
        assert_eq!(events(&own.text) - events(&payer.text), 2);
    }
}
