//! Money put to statements, and statements that come to less than nothing.

use serde_json::{Value, json};
use tierdesk::error::Error;
use tierdesk::features::statements;
use tierdesk::features::verification::{CHECKS, Subject};
use tierdesk::platform::db::Id;

use super::{BILLING, ask, charge_status, issued};
use crate::both_engines;
use crate::support::{TestApp, fixture};

fn id(statement: &Value) -> Id {
    statement["id"].as_str().unwrap().parse().unwrap()
}

/// Puts an amount to a statement, or takes it back where it is negative.
fn put(app: &TestApp, statement: &Value, amount: i64) -> Result<i64, &'static str> {
    let (actor, now, id) = (app.actor(BILLING), app.now(), id(statement));
    let done = app.app.services.db.write(|conn| {
        if amount < 0 {
            statements::unallocate(conn, &actor, now, id, -amount)
        } else {
            statements::allocate(conn, &actor, now, id, amount)
        }
    });
    match done {
        Ok(open) => Ok(open.open_fen),
        Err(Error::Conflict(code)) => Err(code),
        Err(other) => panic!("{other}"),
    }
}

/// The checks of `tierdesk verify` that concern statements and what they are made of.
pub fn verified(app: &TestApp) {
    let services = &app.app.services;
    let subject =
        Subject::read(&services.db, &services.files, app.now()).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    for check in CHECKS {
        (check.run)(&subject, &mut |_| ()).unwrap_or_else(|wrong| panic!("{}: {wrong:?}", check.name));
    }
}

/// Corrects the record of a line, so that its charges are taken back and made anew.
pub async fn correct(app: &TestApp, line: &Value, change: Value) {
    let path = format!("/api/v1/fault-records/{}", line["record_id"].as_str().unwrap());
    let engineer = app.as_("engineer@agent-a.example");
    let found = engineer.get(&path).await.expect(200);
    let draft = engineer.post(&format!("{path}/correct")).if_match(found.version()).await.expect(200);
    let draft = engineer.patch(&path).if_match(draft.version()).json(&change).await.expect(200);
    let sent = engineer.post(&format!("{path}/submit")).if_match(draft.version()).await.expect(200);
    let verdict = json!({ "verdict": "approve" });
    let reviewer = app.as_("reviewer@vendor.example");
    reviewer.post(&format!("{path}/review")).if_match(sent.version()).json(&verdict).await.expect(200);
}

both_engines! {
    async fn a_statement_is_settled_when_all_of_it_is_paid(app: TestApp) {
        let statement = issued(&app).await;
        let gross = statement["gross_total_fen"].as_i64().unwrap();
        let open = app.read(|conn| statements::open_of(conn, fixture::AGENT_A));
        assert_eq!((open.len(), open[0].open_fen, open[0].id), (1, gross, id(&statement)));
        assert_eq!(put(&app, &statement, gross + 1), Err("allocation_too_large"));
        assert_eq!(put(&app, &statement, 0), Err("allocation_not_positive"));
        assert_eq!(put(&app, &statement, 1000), Ok(gross - 1000));
        assert_eq!(charge_status(&app, &statement["lines"][0]).await, "invoiced");
        assert_eq!(put(&app, &statement, gross - 1000), Ok(0));
        assert_eq!(charge_status(&app, &statement["lines"][0]).await, "paid");
        assert_eq!(put(&app, &statement, 1), Err("allocation_too_large"));
        assert!(app.read(|conn| statements::open_of(conn, fixture::AGENT_A)).is_empty());
        verified(&app);
        assert_eq!(put(&app, &statement, -500), Ok(500));
        assert_eq!(charge_status(&app, &statement["lines"][0]).await, "invoiced");
        assert_eq!(put(&app, &statement, -gross), Err("allocation_too_large"));
        verified(&app);
    }

    async fn what_a_correction_takes_back_becomes_credit(app: TestApp) {
        let statement = issued(&app).await;
        correct(&app, &statement["lines"][0], json!({ "labour_minutes": 46 })).await;
        assert_eq!(charge_status(&app, &statement["lines"][0]).await, "reversed");
        let credit = ask(&app).await.expect(201).body;
        let gross = statement["gross_total_fen"].as_i64().unwrap();
        assert_eq!((credit["gross_total_fen"].as_i64(), credit["status"].as_str()), (Some(-gross), Some("settled")));
        assert_eq!(credit["open_fen"], 0);
        let account = format!("/api/v1/accounts/{}", fixture::AGENT_A);
        let account = app.as_(BILLING).get(&account).await.expect(200).body;
        assert_eq!(account["receivable_fen"].as_i64(), Some(gross), "the first statement is still owed");
        assert_eq!(account["unallocated_fen"].as_i64(), Some(gross), "and its amount is there to pay it");
        assert_eq!(charge_status(&app, &credit["lines"][0]).await, "paid");
        verified(&app);
        assert_eq!(put(&app, &statement, gross), Ok(0));
        assert_eq!(charge_status(&app, &statement["lines"][0]).await, "reversed", "what was taken back stays so");
        verified(&app);
    }

    async fn what_is_changed_behind_its_back_is_found(app: TestApp) {
        issued(&app).await;
        verified(&app);
        let found = |sql: &str, back: &str, code: &str| {
            app.execute(sql);
            let services = &app.app.services;
            let subject = Subject::read(&services.db, &services.files, app.now()).unwrap_or_else(|wrong| panic!("{wrong:?}"));
            let wrong = CHECKS.iter().find_map(|check| (check.run)(&subject, &mut |_| ()).err());
            assert!(format!("{wrong:?}").contains(code), "{sql}: {wrong:?}");
            app.execute(back);
        };
        found("UPDATE statement_states SET allocated_fen = 5", "UPDATE statement_states SET allocated_fen = 0", "statement_state_differs");
        found("UPDATE statement_states SET status = 'confirmed'", "UPDATE statement_states SET status = 'issued'", "statement_state_differs");
        found("UPDATE statement_states SET version = 2", "UPDATE statement_states SET version = 1", "statement_state_differs");
        verified(&app);
    }
}
