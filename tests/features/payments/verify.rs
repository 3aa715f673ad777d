//! What the proof finds where somebody with the database's own rights changed payments (8.1).

use serde_json::json;
use tierdesk::features::verification::{CHECKS, Subject, Trouble};

use super::allocations::{billed, to};
use super::{BILLING, PAYMENTS};
use crate::both_engines;
use crate::support::fixture::AGENT_A;
use crate::support::{Engine, TestApp, payment};

/// The first fault of the checks of payments, and of what hangs on them; empty where there is none.
fn fault(app: &TestApp) -> String {
    let services = &app.app.services;
    let subject = Subject::read(&services.db, &services.files, app.now()).map_err(|_| "unreadable").unwrap();
    let ours =
        ["ledger", "balances", "statements", "payments", "allocations", "paid_statements", "payment_entries"];
    for check in CHECKS.iter().filter(|check| ours.contains(&check.name)) {
        match (check.run)(&subject, &mut |_| {}) {
            Ok(_) => {}
            Err(Trouble::Fault(fault)) => return format!("{} {}", check.name, fault.code),
            Err(Trouble::Error(error)) => panic!("{}: {error}", check.name),
        }
    }
    String::new()
}

/// Changes what the database itself would not let change.
fn force(app: &TestApp, table: &str, sql: &str) {
    if app.engine == Engine::Sqlite {
        app.execute(&format!("DROP TRIGGER {table}_no_update"));
    } else {
        app.execute(&format!("DROP TRIGGER {table}_no_change ON {table}"));
    }
    app.execute(sql);
}

async fn paid(app: &TestApp) {
    let (statement, gross) = billed(app).await;
    let billing = app.as_(BILLING);
    let mut body = payment(AGENT_A, gross);
    body["allocations"] = to(&statement, gross - 10);
    let made = billing.post(PAYMENTS).json(&body).await.expect(201);
    let first = made.body["allocations"][0]["id"].as_str().unwrap();
    let why = json!({ "reason": "重新核销" });
    billing.post(&format!("/api/v1/allocations/{first}/undo")).if_match(1).json(&why).await.expect(200);
    let put = json!({ "allocations": to(&statement, gross - 5) });
    billing.post(&format!("{PAYMENTS}/{}/allocations", made.id())).if_match(3).json(&put).await.expect(200);
    let mut bounced = payment(AGENT_A, 77);
    (bounced["reference"], bounced["allocations"]) = (json!("C-1"), to(&statement, 3));
    let made = billing.post(PAYMENTS).json(&bounced).await.expect(201);
    billing.post(&format!("{PAYMENTS}/{}/reverse", made.id())).if_match(2).json(&why).await.expect(200);
}

both_engines! {
    async fn work_with_payments_holds(app: TestApp) {
        paid(&app).await;
        assert_eq!(fault(&app), "");
    }

    async fn a_payment_that_was_changed_is_found(app: TestApp) {
        paid(&app).await;
        force(&app, "payments", "UPDATE payments SET amount_fen = amount_fen + 1");
        assert_eq!(fault(&app), "payments payment_entry_differs");
    }

    async fn a_reversal_without_entry_is_found(app: TestApp) {
        paid(&app).await;
        force(&app, "payment_reversals", "DELETE FROM payment_reversals WHERE 1 = 0");
        if app.engine == Engine::Sqlite {
            app.execute("DROP TRIGGER payment_reversals_no_delete");
        }
        app.execute("DELETE FROM payment_reversals");
        assert_eq!(fault(&app), "payments payment_entry_differs");
    }

    async fn an_allocation_that_was_changed_is_found(app: TestApp) {
        paid(&app).await;
        force(&app, "payment_allocations", "UPDATE payment_allocations SET amount_fen = amount_fen + 1 WHERE amount_fen > 3");
        assert_eq!(fault(&app), "allocations allocations_differ");
    }

    async fn a_roll_up_that_was_changed_is_found(app: TestApp) {
        paid(&app).await;
        app.execute("UPDATE money_sources SET allocated_fen = 1 WHERE allocated_fen > 1");
        assert_eq!(fault(&app), "allocations allocations_differ");
    }
}
