//! Money that is put to statements: partial, over, under, taken back, and never more than there is (chapter 6).

use serde_json::{Value, json};

use super::{BILLING, MANAGER_A, PAYMENTS};
use crate::both_engines;
use crate::features::charges::{path, repair};
use crate::support::fixture::{AGENT_A, AGENT_B, MISSING};
use crate::support::{TestApp, payment};

/// A statement of agent A over a repair that it pays; the statement and what it comes to.
pub async fn billed(app: &TestApp) -> (String, i64) {
    let billing = app.as_(BILLING);
    for charge in &repair(app).await {
        let version = charge["version"].as_i64().unwrap();
        billing.post(&format!("{}/confirm", path(charge))).if_match(version).await.expect(200);
    }
    let body = json!({ "payer_id": AGENT_A, "month": app.now().0.format("%Y-%m").to_string() });
    let made = billing.post("/api/v1/statements").json(&body).await.expect(201);
    (made.id(), made.body["gross_total_fen"].as_i64().unwrap())
}

pub fn to(statement: &str, amount_fen: i64) -> Value {
    json!([{ "statement_id": statement, "amount_fen": amount_fen }])
}

async fn standing(app: &TestApp, statement: &str) -> (String, i64) {
    let found = app.as_(MANAGER_A).get(&format!("/api/v1/statements/{statement}")).await.expect(200);
    (found.body["status"].as_str().unwrap().to_string(), found.body["open_fen"].as_i64().unwrap())
}

async fn balances(app: &TestApp) -> (i64, i64) {
    let found = app.as_(BILLING).get(&format!("/api/v1/accounts/{AGENT_A}")).await.expect(200).body;
    (found["receivable_fen"].as_i64().unwrap(), found["unallocated_fen"].as_i64().unwrap())
}

both_engines! {
    async fn a_payment_settles_a_statement_in_parts(app: TestApp) {
        let (statement, gross) = billed(&app).await;
        let billing = app.as_(BILLING);
        let mut body = payment(AGENT_A, gross - 100);
        body["allocations"] = to(&statement, 1_000);
        let made = billing.post(PAYMENTS).json(&body).await.expect(201);
        assert_eq!((made.body["status"].as_str(), made.version()), (Some("partly_allocated"), 2));
        assert_eq!(standing(&app, &statement).await, ("issued".into(), gross - 1_000));
        let put = format!("{PAYMENTS}/{}/allocations", made.id());
        billing.post(&put).json(&json!({ "allocations": to(&statement, 1) })).await.expect(428);
        billing.post(&put).if_match(1).json(&json!({ "allocations": to(&statement, 1) })).await.expect(412);
        let rest = json!({ "allocations": to(&statement, gross - 1_100) });
        let whole = billing.post(&put).if_match(2).json(&rest).await.expect(200);
        assert_eq!((whole.body["status"].as_str(), whole.body["left_fen"].as_i64()), (Some("allocated"), Some(0)));
        assert_eq!(standing(&app, &statement).await, ("issued".into(), 100), "under-payment: ¥1.00 is still owed");
        assert_eq!(balances(&app).await, (100, 0));
        billing.post(&put).if_match(3).json(&json!({ "allocations": to(&statement, 1) })).await
            .refused(409, "nothing_left");
        let mut last = payment(AGENT_A, 500);
        last["reference"] = json!("WIRE-2");
        last["allocations"] = to(&statement, 100);
        billing.post(PAYMENTS).json(&last).await.expect(201);
        assert_eq!(standing(&app, &statement).await, ("settled".into(), 0));
        assert_eq!(balances(&app).await, (0, 400), "over-payment stays as credit");
        let charges = billing.get(&format!("/api/v1/charges?payer_id={AGENT_A}&status=paid")).await.expect(200);
        assert!(!charges.items().is_empty(), "the charges of a settled statement are paid");
    }

    async fn what_does_not_fit_is_refused_and_nothing_is_stored(app: TestApp) {
        let (statement, gross) = billed(&app).await;
        let billing = app.as_(BILLING);
        let twice = json!([{ "statement_id": statement, "amount_fen": 1 }, { "statement_id": statement, "amount_fen": 1 }]);
        for (payer, allocations, faults) in [
            (AGENT_A, to(&statement, gross + 1), vec!["allocations.0.amount_fen: more_than_open"]),
            (AGENT_A, to(&statement, 0), vec!["allocations.0.amount_fen: too_small"]),
            (AGENT_A, to(&MISSING.to_string(), 1), vec!["allocations.0.statement_id: not_found"]),
            (AGENT_B, to(&statement, 1), vec!["allocations.0.statement_id: not_found"]),
            (AGENT_A, twice, vec!["allocations.1.statement_id: repeated"]),
        ] {
            let mut body = payment(payer, 2 * gross);
            body["allocations"] = allocations;
            assert_eq!(billing.post(PAYMENTS).json(&body).await.expect(422).faults(), faults);
        }
        let mut body = payment(AGENT_A, 10);
        body["allocations"] = to(&statement, 11);
        assert_eq!(billing.post(PAYMENTS).json(&body).await.expect(422).faults(), ["allocations: more_than_left"]);
        assert!(billing.get(PAYMENTS).await.expect(200).items().is_empty());
        assert_eq!(standing(&app, &statement).await.1, gross);
    }

    async fn an_allocation_is_taken_back_once(app: TestApp) {
        let (statement, gross) = billed(&app).await;
        let billing = app.as_(BILLING);
        let mut body = payment(AGENT_A, gross);
        body["allocations"] = to(&statement, gross);
        let made = billing.post(PAYMENTS).json(&body).await.expect(201);
        assert_eq!(standing(&app, &statement).await.0, "settled");
        let id = made.body["allocations"][0]["id"].as_str().unwrap().to_string();
        let (there, why) = (format!("/api/v1/allocations/{id}"), json!({ "reason": "付错对账单" }));
        app.as_("manager@agent-b.example").get(&there).await.expect(404);
        let seen = app.as_(MANAGER_A).get(&there).await.expect(200);
        assert_eq!((seen.body["actor_name"].as_str(), seen.version()), (Some(""), 1));
        billing.post(&format!("{there}/undo")).json(&why).await.expect(428);
        let undone = billing.post(&format!("{there}/undo")).if_match(1).json(&why).await.expect(200);
        assert_eq!((undone.body["undone"]["reason"].as_str(), undone.version()), (Some("付错对账单"), 2));
        billing.post(&format!("{there}/undo")).if_match(2).json(&why).await.refused(409, "allocation_undone");
        assert_eq!(standing(&app, &statement).await, ("issued".into(), gross));
        assert_eq!(balances(&app).await, (gross, gross));
        let open = app.browse(BILLING).get(&format!("/billing/allocations/{id}")).await.expect(303);
        assert_eq!(open.location(), format!("/billing/payments/{}", made.id()));
    }

    async fn a_bounced_cheque_takes_back_what_it_settled(app: TestApp) {
        let (statement, gross) = billed(&app).await;
        let billing = app.as_(BILLING);
        let mut body = payment(AGENT_A, gross + 7);
        body["allocations"] = to(&statement, gross);
        let made = billing.post(PAYMENTS).json(&body).await.expect(201);
        let reverse = format!("{PAYMENTS}/{}/reverse", made.id());
        let gone = billing.post(&reverse).if_match(2).json(&json!({ "reason": "退票" })).await.expect(200);
        assert_eq!(gone.body["allocations"][0]["undone"]["reason"], "退票");
        assert_eq!(standing(&app, &statement).await, ("issued".into(), gross));
        assert_eq!(balances(&app).await, (gross, 0));
        let put = format!("{PAYMENTS}/{}/allocations", made.id());
        billing.post(&put).if_match(gone.version()).json(&json!({ "allocations": to(&statement, 1) })).await
            .refused(409, "payment_reversed");
    }

    async fn credit_of_a_payer_is_put_to_a_statement_the_oldest_money_first(app: TestApp) {
        let billing = app.as_(BILLING);
        let mut firsts = vec![];
        for (reference, amount) in [("A", 300), ("B", 500)] {
            let mut body = payment(AGENT_A, amount);
            body["reference"] = json!(reference);
            firsts.push(billing.post(PAYMENTS).json(&body).await.expect(201).id());
        }
        let (statement, gross) = billed(&app).await;
        let credits = format!("/api/v1/accounts/{AGENT_A}/credits");
        let seen = app.as_(MANAGER_A).get(&credits).await.expect(200);
        assert_eq!(seen.body["items"].as_array().unwrap().len(), 2);
        app.as_("manager@agent-b.example").get(&credits).await.expect(404);
        let put = format!("/api/v1/accounts/{AGENT_A}/allocations");
        let too_much = billing.post(&put).json(&json!({ "allocations": to(&statement, 801) })).await.expect(422);
        assert_eq!(too_much.faults(), ["allocations: more_than_left"]);
        let left = billing.post(&put).json(&json!({ "allocations": to(&statement, 400) })).await.expect(200);
        assert_eq!(left.body["items"][0]["allocated_fen"], 100, "the first is used up, of the second 1.00");
        assert_eq!(left.body["items"].as_array().unwrap().len(), 1);
        assert_eq!(standing(&app, &statement).await.1, gross - 400);
        let first = billing.get(&format!("{PAYMENTS}/{}", firsts[0])).await.expect(200);
        assert_eq!(first.body["status"], "allocated");
    }

    async fn two_clerks_at_once_never_put_more_than_there_is(app: TestApp) {
        let (statement, gross) = billed(&app).await;
        let billing = app.as_(BILLING);
        let made = billing.post(PAYMENTS).json(&payment(AGENT_A, gross)).await.expect(201);
        let put = format!("{PAYMENTS}/{}/allocations", made.id());
        let (one, other) = (app.as_(BILLING), app.as_("billing2@vendor.example"));
        let body = json!({ "allocations": to(&statement, gross - 10) });
        let sent = tokio::join!(
            async { one.post(&put).if_match(1).json(&body).await },
            async { other.post(&put).if_match(1).json(&body).await }
        );
        let mut statuses = [sent.0.status, sent.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        // Two payments for what is left of one statement.
        let pay = |reference: &str| {
            let mut body = payment(AGENT_A, 10);
            (body["reference"], body["allocations"]) = (json!(reference), to(&statement, 10));
            body
        };
        let (a, b) = (pay("A"), pay("B"));
        let sent = tokio::join!(
            async { one.post(PAYMENTS).json(&a).await },
            async { other.post(PAYMENTS).json(&b).await }
        );
        let mut statuses = [sent.0.status, sent.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422]);
        assert_eq!(standing(&app, &statement).await, ("settled".into(), 0));
        assert_eq!(balances(&app).await.0, 0);
    }

    async fn the_pages_propose_the_oldest_first(app: TestApp) {
        let (statement, gross) = billed(&app).await;
        let whole = format!("{}.{:02}", gross / 100, gross % 100);
        let clerk = app.browse(BILLING);
        let page = clerk.get(&format!("/billing/payments/new?payer_id={AGENT_A}")).await.expect(200);
        let page = page.shows(&format!("value=\"{whole}\"")).shows(&statement);
        let payer = AGENT_A.to_string();
        let fields = |amount: &str, put: &str, action: &str| -> Vec<(String, String)> {
            [("payer_id", payer.as_str()), ("amount_fen", amount), ("received_on", "2026-03-02"), ("method", "bank_wire"),
             ("reference", "W-1"), ("allocations.0.statement_id", &statement), ("allocations.0.amount_fen", put), ("_action", action)]
                .map(|(name, value)| (name.to_string(), value.to_string())).to_vec()
        };
        let send = async |amount: &str, put: &str, action: &str| {
            let fields = fields(amount, put, action);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            clerk.submit(&page, "/billing/payments/new", &fields).await
        };
        send("12.34", &whole, "propose").await.expect(200).shows("id=\"put-").shows("value=\"12.34\"").hides(&format!("value=\"{whole}\""));
        send("12.34", "99", "").await.expect(422).shows("value=\"99.00\"").shows("合计超过可用的 ¥12.34");
        send("12.34", "", "").await.expect(303);
        let list = clerk.get("/billing/payments").await.expect(200);
        let id = list.text.split("/billing/payments/").find(|part| part.starts_with("019")).unwrap()[..36].to_string();
        let page = clerk.get(&format!("/billing/payments/{id}")).await.expect(200).shows("value=\"12.34\"").shows("核销未分配的款项");
        let there = format!("/billing/payments/{id}/allocate");
        let put = [("allocations.0.statement_id", statement.as_str()), ("allocations.0.amount_fen", "12.35")];
        clerk.submit(&page, &there, &put).await.expect(422).shows("合计超过可用的 ¥12.34").shows("12.35");
        let put = [put[0], ("allocations.0.amount_fen", "12")];
        clerk.submit(&page, &there, &put).await.expect(303);
        clerk.get(&format!("/billing/payments/{id}")).await.expect(200).shows("¥0.34").shows("/undo\"");
        app.browse(MANAGER_A).get(&format!("/billing/payments/{id}")).await.expect(200).shows("¥12.00").hides("/undo\"").hides("/allocate\"");
        let credits = clerk.get(&format!("/billing/accounts/{AGENT_A}/credits")).await.expect(200).shows("¥0.34");
        let put = [put[0], ("allocations.0.amount_fen", "0.34")];
        clerk.submit(&credits, &format!("/billing/accounts/{AGENT_A}/credits"), &put).await.expect(303);
        clerk.get(&format!("/billing/accounts/{AGENT_A}/credits")).await.expect(200).shows("没有余款");
        clerk.get(&format!("/billing/accounts/{AGENT_A}")).await.expect(200).shows("/billing/allocations/");
    }

    async fn one_payment_goes_over_three_statements(app: TestApp) {
        let mut owed = vec![];
        for _ in 0..3 {
            owed.push(billed(&app).await);
        }
        let billing = app.as_(BILLING);
        let parts = |amounts: &[i64]| -> Value {
            owed.iter().zip(amounts).map(|((id, _), amount)| json!({ "statement_id": id, "amount_fen": amount })).collect()
        };
        let whole: Vec<i64> = owed.iter().map(|(_, gross)| *gross).collect();
        let sum: i64 = whole.iter().sum();
        // Over: more than the payment, or more than one of them is owed, is refused as a whole.
        let mut body = payment(AGENT_A, sum - 1);
        (body["method"], body["reference"]) = (json!("cash_cheque"), json!("XJ-1"));
        body["allocations"] = parts(&whole);
        billing.post(PAYMENTS).json(&body).await.expect(422);
        body["allocations"] = parts(&[whole[0] + 1, 1, 1]);
        billing.post(PAYMENTS).json(&body).await.expect(422);
        assert!(billing.get(PAYMENTS).await.expect(200).items().is_empty(), "nothing is kept by halves");
        // Under: the first two are settled, of the third one fen is open.
        body["allocations"] = parts(&[whole[0], whole[1], whole[2] - 1]);
        let made = billing.post(PAYMENTS).json(&body).await.expect(201);
        assert_eq!((made.body["method"].as_str(), made.body["status"].as_str()), (Some("cash_cheque"), Some("allocated")));
        assert_eq!(standing(&app, &owed[0].0).await, ("settled".into(), 0));
        assert_eq!(standing(&app, &owed[1].0).await, ("settled".into(), 0));
        assert_eq!(standing(&app, &owed[2].0).await, ("issued".into(), 1));
        assert_eq!(balances(&app).await, (1, 0));
        app.browse(MANAGER_A).get(&format!("/billing/payments/{}", made.id())).await.expect(200).shows("现金支票");
        // Exactly: taken back and paid again by another cheque.
        let reverse = format!("{PAYMENTS}/{}/reverse", made.id());
        billing.post(&reverse).if_match(made.version()).json(&json!({ "reason": "退票" })).await.expect(200);
        assert_eq!(balances(&app).await, (sum, 0));
        let mut exact = payment(AGENT_A, sum);
        (exact["method"], exact["reference"]) = (json!("transfer_cheque"), json!("ZZ-1"));
        exact["allocations"] = parts(&whole);
        billing.post(PAYMENTS).json(&exact).await.expect(201);
        for (id, _) in &owed {
            assert_eq!(standing(&app, id).await, ("settled".into(), 0));
        }
        assert_eq!(balances(&app).await, (0, 0));
        assert_eq!(crate::features::contracts::fault(&app), None);
    }

    async fn the_page_proposes_three_statements_the_oldest_first(app: TestApp) {
        let mut owed = vec![];
        for _ in 0..3 {
            owed.push(billed(&app).await);
            app.clock.advance(chrono::TimeDelta::minutes(1));
        }
        let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
        let clerk = app.browse(BILLING);
        let page = clerk.get(&format!("/billing/payments/new?payer_id={AGENT_A}")).await.expect(200);
        let payer = AGENT_A.to_string();
        // Enough for the first, and half of the second.
        let (first, half) = (owed[0].1, owed[1].1 / 2);
        let amount = yuan(first + half);
        let head = [
            ("payer_id", payer.as_str()), ("amount_fen", amount.as_str()), ("received_on", "2026-03-02"),
            ("method", "cash_cheque"), ("reference", "XJ-2"),
        ];
        let mut ask = head.to_vec();
        ask.push(("_action", "propose"));
        let page = clerk.submit(&page, "/billing/payments/new", &ask).await.expect(200);
        let at = |id: &str| page.text.find(id).unwrap_or_else(|| panic!("{id}: {}", page.text));
        assert!(at(&owed[0].0) < at(&owed[1].0) && at(&owed[1].0) < at(&owed[2].0));
        let page = page.shows(&format!("value=\"{}\"", yuan(first))).shows(&format!("value=\"{}\"", yuan(half)));
        let (one, two) = (yuan(first), yuan(half));
        let mut send = head.to_vec();
        send.extend([
            ("allocations.0.statement_id", owed[0].0.as_str()), ("allocations.0.amount_fen", one.as_str()),
            ("allocations.1.statement_id", owed[1].0.as_str()), ("allocations.1.amount_fen", two.as_str()),
            ("allocations.2.statement_id", owed[2].0.as_str()), ("allocations.2.amount_fen", ""),
        ]);
        clerk.submit(&page, "/billing/payments/new", &send).await.expect(303);
        assert_eq!(standing(&app, &owed[0].0).await, ("settled".into(), 0));
        assert_eq!(standing(&app, &owed[1].0).await, ("issued".into(), owed[1].1 - half));
        assert_eq!(standing(&app, &owed[2].0).await, ("issued".into(), owed[2].1));
    }
}
