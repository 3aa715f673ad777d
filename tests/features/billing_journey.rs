//! The journey of money over the API: record, approval, charge, statement, a disputed line, correction, payment, zero balance
//! (issue: products, coverage and billing).

use serde_json::{Value, json};
use tierdesk::features::verification::{CHECKS, Subject};

use super::payments::{BILLING, MANAGER_A, PAYMENTS};
use super::statements::{ask, charge_status, confirm, issued};
use crate::both_engines;
use crate::support::fixture::AGENT_A;
use crate::support::{TestApp, payment};

const REVIEWER: &str = "reviewer@vendor.example";

async fn account(app: &TestApp) -> (i64, i64) {
    let found = app.as_(MANAGER_A).get(&format!("/api/v1/accounts/{AGENT_A}")).await.expect(200).body;
    (found["receivable_fen"].as_i64().unwrap(), found["unallocated_fen"].as_i64().unwrap())
}

/// The payer disputes a line, a reviewer accepts that, and the engineer corrects the record, which is approved again.
async fn dispute_and_correct(app: &TestApp, line: &Value) {
    let charge = line["charge_id"].as_str().unwrap();
    let why = json!({ "text": "工时多记了" });
    let dispute = format!("/api/v1/statement-lines/{charge}/dispute");
    app.as_(MANAGER_A).post(&dispute).if_match(1).json(&why).await.expect(200);
    let reviewer = app.as_(REVIEWER);
    reviewer
        .post(&format!("/api/v1/disputed-lines/{charge}/accept"))
        .if_match(2)
        .json(&why)
        .await
        .expect(200);
    let path = format!("/api/v1/fault-records/{}", line["record_id"].as_str().unwrap());
    let engineer = app.as_("engineer@agent-a.example");
    let found = engineer.get(&path).await.expect(200);
    let draft = engineer.post(&format!("{path}/correct")).if_match(found.version()).await.expect(200);
    let change = json!({ "labour_minutes": 30 });
    let draft = engineer.patch(&path).if_match(draft.version()).json(&change).await.expect(200);
    let sent = engineer.post(&format!("{path}/submit")).if_match(draft.version()).await.expect(200);
    let verdict = json!({ "verdict": "approve" });
    reviewer.post(&format!("{path}/review")).if_match(sent.version()).json(&verdict).await.expect(200);
}

/// `tierdesk verify` finds nothing.
fn verified(app: &TestApp) {
    let services = &app.app.services;
    let subject =
        Subject::read(&services.db, &services.files, app.now()).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    for check in CHECKS {
        (check.run)(&subject, &mut |_| ()).unwrap_or_else(|wrong| panic!("{}: {wrong:?}", check.name));
    }
}

both_engines! {
    async fn from_a_record_to_a_zero_balance(app: TestApp) {
        let first = issued(&app).await;
        let gross = first["gross_total_fen"].as_i64().unwrap();
        assert_eq!(account(&app).await, (gross, 0));
        dispute_and_correct(&app, &first["lines"][0]).await;
        verified(&app);

        // What the correction takes back and what it puts in its place are on the next statement.
        let billing = app.as_(BILLING);
        let pending = format!("/api/v1/charges?payer_id={AGENT_A}&status=pending");
        for charge in billing.get(&pending).await.expect(200).items() {
            confirm(&app, charge).await;
        }
        let next = ask(&app).await.expect(201).body;
        let change = next["gross_total_fen"].as_i64().unwrap();
        assert_eq!(next["sequence"], 2);
        let (owed, own) = account(&app).await;
        assert_eq!(owed - own, gross + change);

        // What the next statement owes the payer is put to the first one; the payer wires the rest.
        if own > 0 {
            let put = json!({ "allocations": [{ "statement_id": first["id"], "amount_fen": own }] });
            billing.post(&format!("/api/v1/accounts/{AGENT_A}/allocations")).json(&put).await.expect(200);
        }
        let mut body = payment(AGENT_A, gross + change);
        body["allocations"] = json!([{ "statement_id": first["id"], "amount_fen": gross - own }]);
        if change > 0 {
            let rest = json!({ "statement_id": next["id"], "amount_fen": change });
            body["allocations"].as_array_mut().unwrap().push(rest);
        }
        billing.post(PAYMENTS).json(&body).await.expect(201);
        assert_eq!(account(&app).await, (0, 0));
        for statement in [&first, &next] {
            let path = format!("/api/v1/statements/{}", statement["id"].as_str().unwrap());
            let seen = app.as_(MANAGER_A).get(&path).await.expect(200).body;
            assert_eq!((seen["status"].as_str(), seen["open_fen"].as_i64()), (Some("settled"), Some(0)));
        }
        assert_eq!(charge_status(&app, &next["lines"][0]).await, "paid");
        assert!(app.as_(BILLING).get("/api/v1/ageing").await.expect(200).items().is_empty());
        verified(&app);
    }
}
