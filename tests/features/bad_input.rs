//! What nobody can mean (issue of billing, "Bad input"): quantities below nothing or beyond sense, more money than there is,
//! days outside any price version. Each is refused naming its field, and nothing of it is kept.

use serde_json::{Value, json};

use super::payments::{BILLING, PAYMENTS};
use crate::both_engines;
use crate::support::fixture::{AGENT_A, CUSTOMER_A, CUSTOMER_AGENT_A, GUANGZHOU};
use crate::support::{TestApp, fault_record_onsite, payment, pre_sale_report};

const RECORDS: &str = "/api/v1/fault-records";
const ENGINEER: &str = "engineer@agent-a.example";

/// How many rows there are of everything that billing keeps.
fn kept(app: &TestApp) -> Vec<String> {
    let tables = [
        "service_records",
        "record_revisions",
        "charges",
        "charge_events",
        "ledger_entries",
        "statements",
        "payments",
        "payment_allocations",
        "credits",
        "audit_entries",
    ];
    let count =
        |table: &str| app.lines(&format!("SELECT CAST(COUNT(*) AS TEXT) AS line FROM {table}")).remove(0);
    tables.iter().map(|table| format!("{table} {}", count(table))).collect()
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

/// Sends every one of `cases` and expects exactly its faults, and nothing kept.
async fn refuses(app: &TestApp, who: &str, path: &str, good: &Value, cases: Vec<(&str, Value, &str)>) {
    let before = kept(app);
    for (field, value, fault) in cases {
        let body = with(good.clone(), field, value);
        let said = app.as_(who).post(path).json(&body).await.expect(422);
        assert_eq!(said.faults(), [fault], "{}", said.body);
        let words = said.body["errors"][0]["message"].as_str().unwrap();
        assert!(!words.is_empty() && !words.contains("error-"), "{words}");
    }
    assert_eq!(kept(app), before, "nothing is stored by halves");
}

both_engines! {
    async fn quantities_of_a_record_that_nobody_can_mean(app: TestApp) {
        let good = fault_record_onsite(CUSTOMER_AGENT_A, GUANGZHOU);
        let part = |quantity: Value| json!([{ "part": "FAN-40", "quantity": quantity }]);
        refuses(&app, ENGINEER, RECORDS, &good, vec![
            ("labour_minutes", json!(-1), "labour_minutes: too_small"),
            ("labour_minutes", json!(10_081), "labour_minutes: too_large"),
            ("labour_minutes", json!(i64::MAX), "labour_minutes: too_large"),
            ("labour_minutes", json!(1e300), "labour_minutes: wrong_type"),
            ("labour_minutes", json!("四十五"), "labour_minutes: wrong_type"),
            ("parts", part(json!(0)), "parts.0.quantity: too_small"),
            ("parts", part(json!(-3)), "parts.0.quantity: too_small"),
            ("parts", part(json!(1001)), "parts.0.quantity: too_large"),
            ("parts", part(json!(0.5)), "parts.0.quantity: wrong_type"),
            ("parts", Value::Array(vec![json!({ "part": "FAN-40", "quantity": 1 }); 51]), "parts: too_many"),
            ("reported_at", json!("2012-12-31T23:59:59+08:00"), "reported_at: before_2013"),
            ("arrived_at", json!("2200-06-01T00:00:00+08:00"), "arrived_at: after_2199"),
        ]).await;
        let report = pre_sale_report(CUSTOMER_A);
        refuses(&app, ENGINEER, "/api/v1/pre-sale-reports", &report, vec![
            ("labour_minutes", json!(-60), "labour_minutes: too_small"),
            ("labour_minutes", json!(44_641), "labour_minutes: too_large"),
            ("held_on", json!("2012-12-31"), "held_on: before_2013"),
            ("held_on", json!("2026-02-30"), "held_on: not_a_date"),
        ]).await;
    }

    async fn a_decision_is_asked_for_nothing_that_has_no_price(app: TestApp) {
        let good = json!({ "class": "agent", "service_code": "SASL012", "city": GUANGZHOU });
        let parts = |quantity: i64| json!([{ "part": "FAN-40", "quantity": quantity }]);
        refuses(&app, "manager@vendor.example", "/api/v1/decisions", &good, vec![
            ("labour_minutes", json!(-1), "labour_minutes: too_small"),
            ("labour_minutes", json!(100_001), "labour_minutes: too_large"),
            ("parts", parts(0), "parts.0.quantity: too_small"),
            ("parts", parts(10_001), "parts.0.quantity: too_large"),
            ("at", json!("2012-12-31T23:59:59+08:00"), "at: before_2013"),
        ]).await;
    }

    async fn money_that_nobody_can_mean(app: TestApp) {
        let statement = crate::features::statements::issued(&app).await;
        let gross = statement["gross_total_fen"].as_i64().unwrap();
        let to = |amount: i64| json!([{ "statement_id": statement["id"], "amount_fen": amount }]);
        let good = payment(AGENT_A, gross);
        refuses(&app, BILLING, PAYMENTS, &good, vec![
            ("amount_fen", json!(i64::MIN), "amount_fen: too_small"),
            ("amount_fen", json!(i64::MAX), "amount_fen: too_large"),
            ("amount_fen", json!(1e18), "amount_fen: wrong_type"),
            ("amount_fen", json!("100"), "amount_fen: wrong_type"),
            ("received_on", json!("2026-02-30"), "received_on: not_a_date"),
            ("allocations", to(0), "allocations.0.amount_fen: too_small"),
            ("allocations", to(-gross), "allocations.0.amount_fen: too_small"),
            ("allocations", to(i64::MAX), "allocations.0.amount_fen: too_large"),
            ("allocations", to(gross + 1), "allocations.0.amount_fen: more_than_open"),
        ]).await;
        let twice = json!([to(1)[0], to(1)[0]]);
        refuses(&app, BILLING, PAYMENTS, &good, vec![("allocations", twice, "allocations.1.statement_id: repeated")]).await;
        let more = with(payment(AGENT_A, gross - 1), "allocations", to(gross));
        refuses(&app, BILLING, PAYMENTS, &more, vec![("method", json!("bank_wire"), "allocations: more_than_left")]).await;
        let fee = json!({
            "payer_id": AGENT_A, "service_code": "SASL012", "worked_on": "2026-03-01", "quantity": 1, "text": "上门协作",
        });
        refuses(&app, BILLING, "/api/v1/service-fees", &fee, vec![
            ("quantity", json!(-1), "quantity: too_small"),
            ("quantity", json!(100_001), "quantity: too_large"),
            ("worked_on", json!("2012-12-31"), "worked_on: before_2013"),
            ("worked_on", json!("2199-12-31"), "worked_on: in_future"),
        ]).await;
        let credit = json!({ "payer_id": AGENT_A, "kind": "goodwill", "amount_fen": 100, "vat_rate": 6, "text": "示意" });
        refuses(&app, BILLING, "/api/v1/credits", &credit, vec![
            ("amount_fen", json!(100_000_000_001_i64), "amount_fen: too_large"),
            ("vat_rate", json!(-1), "vat_rate: too_small"),
            ("vat_rate", json!(101), "vat_rate: too_large"),
        ]).await;
    }

    async fn a_month_that_is_none_has_no_statement(app: TestApp) {
        crate::features::statements::issued(&app).await;
        let before = kept(&app);
        for month in ["2026-13", "2026-00", "26-03", "2026-3", "二〇二六"] {
            let body = json!({ "payer_id": AGENT_A, "month": month });
            let said = app.as_(BILLING).post("/api/v1/statements").json(&body).await.expect(422).faults();
            assert!(said.len() == 1 && said[0].starts_with("month: "), "{month}: {said:?}");
        }
        for month in ["1999-12", "2199-12"] {
            let body = json!({ "payer_id": AGENT_A, "month": month });
            let said = app.as_(BILLING).post("/api/v1/statements").json(&body).await;
            assert!([409, 422].contains(&said.status), "{month}: {}", said.body);
        }
        assert_eq!(kept(&app), before);
    }

    async fn a_record_of_a_day_without_a_price_is_not_sent_in(app: TestApp) {
        let engineer = app.as_(ENGINEER);
        let record = engineer.post(RECORDS).json(&fault_record_onsite(CUSTOMER_AGENT_A, GUANGZHOU)).await.expect(201);
        let own = format!("{RECORDS}/{}", record.id());
        // The day is past what the program takes, wherever it is typed.
        let change = json!({ "arrived_at": "2012-06-01T09:00:00+08:00" });
        let said = engineer.patch(&own).if_match(record.version()).json(&change).await.expect(422);
        assert_eq!(said.faults(), ["arrived_at: before_2013"]);
        // Work of tomorrow has no price yet either.
        let change = json!({ "arrived_at": "2031-01-01T09:00:00+08:00", "left_at": "2031-01-01T10:00:00+08:00" });
        let draft = engineer.patch(&own).if_match(record.version()).json(&change).await.expect(200);
        let before = kept(&app);
        let said = engineer.post(&format!("{own}/submit")).if_match(draft.version()).await.expect(422).faults();
        assert!(said.iter().any(|fault| fault == "arrived_at: in_future"), "{said:?}");
        assert_eq!(kept(&app), before);
    }
}
