//! Payments as billing records them and payers see them (chapter 6).

mod ageing;
mod allocations;
mod verify;

use serde_json::{Value, json};

use crate::both_engines;
use crate::support::fixture::{AGENT_A, AGENT_B, MISSING, VENDOR};
use crate::support::{TestApp, payment};

pub const PAYMENTS: &str = "/api/v1/payments";
pub const BILLING: &str = "billing@vendor.example";
pub const MANAGER_A: &str = "manager@agent-a.example";

async fn balances(app: &TestApp) -> Value {
    app.as_(BILLING).get(&format!("/api/v1/accounts/{AGENT_A}")).await.expect(200).body
}

both_engines! {
    async fn a_payment_is_money_of_its_payer_until_it_settles_something(app: TestApp) {
        let made = app.as_(BILLING).post(PAYMENTS).json(&payment(AGENT_A, 106_000)).await.expect(201);
        assert_eq!(made.header("location"), format!("{PAYMENTS}/{}", made.id()));
        let number = made.body["number"].as_str().unwrap();
        assert!(number.starts_with("PM-20260302-") && number.len() == 18, "{number}");
        assert_eq!((made.body["status"].as_str(), made.body["left_fen"].as_i64()), (Some("unallocated"), Some(106_000)));
        let account = balances(&app).await;
        assert_eq!((account["receivable_fen"].as_i64(), account["unallocated_fen"].as_i64()), (Some(0), Some(106_000)));
        assert_eq!(account["balance_fen"], -106_000);
        let lines = app.lines("SELECT account || ' ' || CAST(amount_fen AS TEXT) AS line FROM ledger_postings ORDER BY line");
        assert_eq!(lines, ["bank 106000", "unallocated -106000"]);
        let told = app.as_(MANAGER_A).get("/api/v1/notices").await.expect(200);
        assert_eq!(told.items()[0]["kind"], "payment_recorded");
    }

    async fn a_cheque_that_was_not_honoured_is_taken_back_once(app: TestApp) {
        let billing = app.as_(BILLING);
        let made = billing.post(PAYMENTS).json(&payment(AGENT_A, 50_000)).await.expect(201);
        let there = format!("{PAYMENTS}/{}", made.id());
        let reverse = format!("{there}/reverse");
        let why = json!({ "reason": "退票" });
        billing.post(&reverse).json(&why).await.refused(428, "precondition_required");
        assert_eq!(billing.post(&reverse).if_match(1).json(&json!({})).await.expect(422).faults(), ["reason: required"]);
        app.as_(MANAGER_A).post(&reverse).if_match(1).json(&why).await.expect(403);
        let gone = billing.post(&reverse).if_match(1).json(&why).await.expect(200);
        assert_eq!((gone.body["status"].as_str(), gone.body["left_fen"].as_i64()), (Some("reversed"), Some(0)));
        assert_eq!(balances(&app).await["balance_fen"], 0);
        billing.post(&reverse).if_match(2).json(&why).await.refused(409, "payment_reversed");
        let seen = app.as_(MANAGER_A).get(&there).await.expect(200);
        assert_eq!(seen.body["reversal"]["reason"], "退票", "the payer reads why");
        assert_eq!((&seen.body["recorded_by_name"], &seen.body["reversal"]["reversed_by_name"]), (&json!(""), &json!("")));
        // The same cheque may come again.
        billing.post(PAYMENTS).json(&payment(AGENT_A, 50_000)).await.expect(201);
    }

    async fn the_same_again_is_asked_about(app: TestApp) {
        let billing = app.as_(BILLING);
        let first = billing.post(PAYMENTS).json(&payment(AGENT_A, 50_000)).await.expect(201);
        let mut again = payment(AGENT_A, 70_000);
        let refused = billing.post(PAYMENTS).json(&again).await.expect(422);
        assert_eq!(refused.faults(), ["reference: recorded_already"]);
        assert!(refused.text.contains(first.body["number"].as_str().unwrap()), "it says which: {}", refused.text);
        again["duplicate"] = json!(true);
        billing.post(PAYMENTS).json(&again).await.expect(201);
        billing.post(PAYMENTS).json(&payment(AGENT_B, 70_000)).await.expect(201);
    }

    async fn of_two_clerks_with_the_same_cheque_one_is_asked(app: TestApp) {
        let body = payment(AGENT_A, 50_000);
        let (one, other) = (app.as_(BILLING), app.as_("billing2@vendor.example"));
        let sent = tokio::join!(async { one.post(PAYMENTS).json(&body).await }, async { other.post(PAYMENTS).json(&body).await });
        let mut statuses = [sent.0.status, sent.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422]);
        assert_eq!(balances(&app).await["unallocated_fen"], 50_000);
    }

    async fn what_makes_no_sense_is_refused(app: TestApp) {
        let billing = app.as_(BILLING);
        for (field, value, fault) in [
            ("payer_id", json!(MISSING), "payer_id: not_found"),
            ("payer_id", json!(VENDOR), "payer_id: not_found"),
            ("amount_fen", json!(0), "amount_fen: too_small"),
            ("amount_fen", json!(-1), "amount_fen: too_small"),
            ("amount_fen", json!(1_000_000_000_001_i64), "amount_fen: too_large"),
            ("amount_fen", json!(10.5), "amount_fen: wrong_type"),
            ("method", json!("cash"), "method: not_an_option"),
            ("reference", json!(""), "reference: required"),
            ("received_on", json!("2026-03-03"), "received_on: in_future"),
            ("received_on", json!("2012-12-31"), "received_on: before_2013"),
        ] {
            let mut body = payment(AGENT_A, 100);
            body[field] = value;
            assert_eq!(billing.post(PAYMENTS).json(&body).await.expect(422).faults(), [fault]);
        }
        assert!(billing.get(PAYMENTS).await.expect(200).items().is_empty(), "nothing is stored by halves");
        assert!(app.lines("SELECT number AS line FROM ledger_entries").is_empty());
    }

    async fn everybody_sees_the_payments_that_concern_them(app: TestApp) {
        let billing = app.as_(BILLING);
        let own = billing.post(PAYMENTS).json(&payment(AGENT_A, 50_000)).await.expect(201);
        billing.post(PAYMENTS).json(&payment(AGENT_B, 70_000)).await.expect(201);
        let one = format!("{PAYMENTS}/{}", own.id());
        for (email, status) in [
            (MANAGER_A, 200),
            ("manager@agent-b.example", 404),
            ("auditor@vendor.example", 200),
            ("kam@vendor.example", 404),
            ("contact@keyaccount.example", 404),
            ("engineer@agent-a.example", 403),
            ("contact@enduser-a.example", 403),
            ("admin@vendor.example", 403),
        ] {
            app.as_(email).get(&one).await.expect(status);
        }
        let seen = app.as_(MANAGER_A).get(PAYMENTS).await.expect(200);
        assert_eq!(seen.items().len(), 1);
        let foreign = app.as_(MANAGER_A).get(&format!("{PAYMENTS}?payer_id={AGENT_B}")).await.expect(200);
        assert!(foreign.items().is_empty());
        let found = async |query: &str| billing.get(&format!("{PAYMENTS}{query}")).await.expect(200).items().len();
        assert_eq!(found("").await, 2);
        assert_eq!(found("?status=unallocated&method=bank_wire&sort=received_on").await, 2);
        assert_eq!(found("?status=reversed").await, 0);
        assert_eq!(found("?q=wire-1").await, 2);
        assert_eq!(found("?q=%E4%B9%99%E6%96%B9").await, 1);
        let first = billing.get(&format!("{PAYMENTS}?limit=1&sort=received_on")).await.expect(200);
        let next = format!("{PAYMENTS}?limit=1&sort=received_on&after={}", first.body["next"].as_str().unwrap());
        assert_ne!(billing.get(&next).await.expect(200).items(), first.items());
        app.as_(MANAGER_A).post(PAYMENTS).json(&payment(AGENT_A, 1)).await.expect(403);
    }

    async fn a_clerk_records_on_the_page_in_yuan(app: TestApp) {
        let clerk = app.browse(BILLING);
        clerk.get("/billing/payments").await.expect(200).shows("没有符合条件的收款").shows("/billing/payments/new");
        let page = clerk.get(&format!("/billing/payments/new?payer_id={AGENT_A}")).await.expect(200);
        let payer = AGENT_A.to_string();
        let typed = |amount: &'static str| {
            [("payer_id", payer.clone()), ("amount_fen", amount.into()), ("received_on", "2026-03-02".into()),
             ("method", "transfer_cheque".into()), ("reference", "0091".into())]
        };
        for wrong in ["十元", "1.234", "-5", "0.00"] {
            let fields = typed(wrong);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let again = clerk.submit(&page, "/billing/payments/new", &fields).await.expect(422);
            again.shows("id=\"field-amount_fen-error\">").shows(wrong).shows("0091");
        }
        let fields = typed("1,060.5");
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        clerk.submit(&page, "/billing/payments/new", &fields).await.expect(303);
        let again = clerk.submit(&page, "/billing/payments/new", &fields).await.expect(422);
        again.shows("同样的收款已登记为").shows("name=\"duplicate\"");
        fields.push(("duplicate", "true"));
        clerk.submit(&page, "/billing/payments/new", &fields).await.expect(303);
        let list = clerk.get("/billing/payments").await.expect(200).shows("¥1,060.50").shows("转账支票");
        let id = list.text.split("/billing/payments/").find(|part| part.starts_with("019")).unwrap()[..36].to_string();
        let own = app.browse(MANAGER_A);
        own.get("/billing/payments").await.expect(200).shows("¥1,060.50").hides("/billing/payments/new");
        own.get(&format!("/billing/payments/{id}")).await.expect(200).hides("/reverse\"");
        let page = clerk.get(&format!("/billing/payments/{id}")).await.expect(200);
        clerk.submit(&page, &format!("/billing/payments/{id}/reverse"), &[("reason", "登记有误")]).await.expect(303);
        own.get(&format!("/billing/payments/{id}")).await.expect(200).shows("这笔收款已撤销").shows("登记有误");
    }

    async fn the_database_refuses_to_change_a_payment(app: TestApp) {
        app.as_(BILLING).post(PAYMENTS).json(&payment(AGENT_A, 50_000)).await.expect(201);
        for sql in [
            "UPDATE payments SET amount_fen = 1",
            "DELETE FROM payments",
            "UPDATE money_sources SET allocated_fen = amount_fen + 1",
        ] {
            let done = app.app.services.db.write(|conn| {
                use diesel::RunQueryDsl;
                Ok(diesel::sql_query(sql).execute(conn)?)
            });
            assert!(done.is_err(), "{sql}");
        }
    }
}
