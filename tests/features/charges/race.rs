//! A clerk and a reviewer at the same charge, at the same moment: neither undoes what the other has done (chapter 6).

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};
use tierdesk::access::Action;
use tierdesk::features::charges::{books_hold, charges_hold, confirm_all};

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
    let record = format!("/api/v1/fault-records/{}", charge["record_id"].as_str().unwrap());
    let engineer = app.as_("engineer@agent-a.example");
    let found = engineer.get(&record).await.expect(200);
    let draft = engineer.post(&format!("{record}/correct")).if_match(found.version()).await.expect(200);
    let sent = engineer.post(&format!("{record}/submit")).if_match(draft.version()).await.expect(200);
    (format!("{record}/review"), sent.version())
}

async fn approve(reviewer: &Client, (review, version): &(String, i64)) {
    reviewer.post(review).if_match(*version).json(&json!({ "verdict": "approve" })).await.expect(200);
}

/// What `verify` says of charges and of the ledger.
fn holds(app: &TestApp) {
    let policies = app.app.services.policies.current();
    let wrong = app.app.services.db.read(|conn| {
        let states = charges_hold(conn, &policies, None).err().map(|wrong| format!("{wrong:?}"));
        Ok(states.or_else(|| books_hold(conn, None).err().map(|wrong| format!("{wrong:?}"))))
    });
    assert_eq!(wrong.unwrap(), None);
}

async fn ask(who: &Client, charge: &Value, version: i64) {
    let why = json!({ "reason": "客户重要" });
    who.post(&format!("{}/waive", path(charge))).if_match(version).json(&why).await.expect(200);
}

both_engines! {
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
        let here = format!("/billing/charges/{}", charge["id"].as_str().unwrap());
        app.browse(BILLING_2).get(&here).await.expect(200).hides("等待另一位财务人员复核").shows("申请减免");
        holds(&app);
    }

    async fn a_waiver_that_is_asked_for_later_leaves_the_month_of_a_charge(app: TestApp) {
        let charge = visit(&repair(&app).await);
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
