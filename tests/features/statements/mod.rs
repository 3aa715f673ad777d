//! Statements: what a payer is billed for a month (chapter 6).

mod answers;
mod files;
mod many;
mod others;
mod pages;
mod runs;
pub mod settle;

use serde_json::{Value, json};

use super::charges::{charged, path, repair};
use crate::both_engines;
use crate::support::{Answer, TestApp, fault_record_remote, fixture};

pub const STATEMENTS: &str = "/api/v1/statements";
pub const BILLING: &str = "billing@vendor.example";
pub const MONTH: &str = "2026-03";

/// Confirms a charge as it was read.
pub async fn confirm(app: &TestApp, charge: &Value) {
    let version = charge["version"].as_i64().unwrap();
    app.as_(BILLING).post(&format!("{}/confirm", path(charge))).if_match(version).await.expect(200);
}

/// Asks for the statement of agent A.
pub async fn ask(app: &TestApp) -> Answer {
    let body = json!({ "payer_id": fixture::AGENT_A, "month": MONTH });
    app.as_(BILLING).post(STATEMENTS).json(&body).await
}

/// A repair that agent A pays, confirmed and on a statement.
pub async fn issued(app: &TestApp) -> Value {
    for charge in &repair(app).await {
        confirm(app, charge).await;
    }
    ask(app).await.expect(201).body
}

pub fn sum(lines: &Value, key: &str) -> i64 {
    lines.as_array().unwrap().iter().map(|line| line[key].as_i64().unwrap()).sum()
}

pub async fn charge_status(app: &TestApp, line: &Value) -> String {
    let charge = format!("/api/v1/charges/{}", line["charge_id"].as_str().unwrap());
    let found = app.as_(BILLING).get(&charge).await.expect(200);
    found.body["status"].as_str().unwrap().to_string()
}

both_engines! {
    async fn a_month_of_a_payer_becomes_a_statement(app: TestApp) {
        let charges = repair(&app).await;
        for charge in &charges {
            confirm(&app, charge).await;
        }
        let made = ask(&app).await.expect(201);
        assert_eq!(made.header("location"), format!("{STATEMENTS}/{}", made.id()));
        assert_eq!(made.header("etag"), "\"1\"");
        let body = &made.body;
        let number = body["number"].as_str().unwrap();
        assert!(number.starts_with("ST-202603-") && number.len() == 16, "{number}");
        assert_eq!((body["month"].as_str(), body["sequence"].as_i64()), (Some(MONTH), Some(1)));
        assert_eq!((body["status"].as_str(), body["payer_name"].as_str()), (Some("issued"), Some("甲方示例代理")));
        let lines = &body["lines"];
        assert_eq!(lines.as_array().unwrap().len(), charges.len());
        for (total, of_line) in [
            ("net_total_fen", "net_fen"), ("vat_total_fen", "vat_fen"),
            ("gross_total_fen", "gross_fen"), ("list_total_fen", "list_fen"),
        ] {
            assert_eq!(body[total].as_i64(), Some(sum(lines, of_line)), "{total}");
        }
        assert_eq!(body["open_fen"], body["gross_total_fen"]);
        let visit = lines.as_array().unwrap().iter().find(|line| line["component"] == "visit").unwrap();
        assert_eq!((visit["net_fen"].as_i64(), visit["vat_fen"].as_i64()), (Some(100_000), Some(6_000)));
        assert_eq!((visit["gross_fen"].as_i64(), visit["quantity"].as_i64()), (Some(106_000), Some(1)));
        assert_eq!((visit["unit"].as_str(), visit["status"].as_str()), (Some("visit"), Some("open")));
        assert!(visit["text"].as_str().unwrap().contains("现场故障排除"), "{visit}");
        for line in lines.as_array().unwrap() {
            assert_eq!(charge_status(&app, line).await, "invoiced");
        }
        let read = app.as_(BILLING).get(&format!("{STATEMENTS}/{}", made.id())).await.expect(200);
        assert_eq!(read.body, *body);
        let english = app.as_(BILLING).get(&format!("{STATEMENTS}/{}", made.id()));
        let english = english.header("accept-language", "en").await.expect(200);
        assert!(!english.text.contains("现场故障排除"), "{}", english.text);
        ask(&app).await.refused(409, "nothing_to_bill");
    }

    async fn free_work_is_on_it_as_value_given(app: TestApp) {
        let charges = charged(&app, "engineer@agent-a.example", &fault_record_remote(fixture::CUSTOMER_A)).await;
        confirm(&app, &charges[0]).await;
        let body = ask(&app).await.expect(201).body;
        assert_eq!((body["list_total_fen"].as_i64(), body["gross_total_fen"].as_i64()), (Some(15_000), Some(0)));
        assert_eq!(body["status"], "settled", "there is nothing to pay");
        assert_eq!(charge_status(&app, &body["lines"][0]).await, "paid");
    }

    async fn what_is_confirmed_later_comes_on_a_supplement(app: TestApp) {
        let charges = repair(&app).await;
        confirm(&app, &charges[0]).await;
        let first = ask(&app).await.expect(201).body;
        confirm(&app, &charges[1]).await;
        let second = ask(&app).await.expect(201).body;
        assert_eq!((first["sequence"].as_i64(), second["sequence"].as_i64()), (Some(1), Some(2)));
        assert_ne!(first["number"], second["number"]);
        assert_eq!(second["lines"][0]["charge_id"], charges[1]["id"]);
        let again = app.as_(BILLING).get(&format!("{STATEMENTS}/{}", first["id"].as_str().unwrap())).await;
        assert_eq!(again.expect(200).body, first, "what was issued does not change");
    }

    async fn what_waits_is_not_billed(app: TestApp) {
        let charges = repair(&app).await;
        ask(&app).await.refused(409, "nothing_to_bill");
        let travel = charges.iter().find(|charge| charge["component"] == "travel").unwrap();
        confirm(&app, travel).await;
        let waive = format!("{}/waive", path(travel));
        app.as_(BILLING).post(&waive).if_match(2).json(&json!({ "reason": "善意" })).await.expect(200);
        ask(&app).await.refused(409, "nothing_to_bill");
        let refuse = format!("{}/refuse-waiver", path(travel));
        let no = json!({ "reason": "应付" });
        app.as_("billing2@vendor.example").post(&refuse).if_match(3).json(&no).await.expect(200);
        assert_eq!(ask(&app).await.expect(201).body["lines"][0]["charge_id"], travel["id"]);
        app.as_(BILLING).post(&waive).if_match(5).json(&no).await.refused(409, "charge_not_open");
    }

    async fn wrong_wishes_are_named(app: TestApp) {
        let billing = app.as_(BILLING);
        for (body, faults) in [
            (json!({}), vec!["payer_id: required", "month: required"]),
            (json!({ "payer_id": fixture::AGENT_A, "month": "2026-13" }), vec!["month: not_a_month"]),
            (json!({ "payer_id": fixture::MISSING, "month": MONTH }), vec!["payer_id: not_found"]),
            (json!({ "payer_id": "x", "month": MONTH, "wish": 1 }), vec!["payer_id: not_an_id", "wish: unknown_field"]),
        ] {
            let mut found = billing.post(STATEMENTS).json(&body).await.expect(422).faults();
            found.sort();
            let mut due: Vec<String> = faults.iter().map(ToString::to_string).collect();
            due.sort();
            assert_eq!(found, due, "{body}");
        }
        for wrong in ["?status=lost", "?month=2026-13", "?payer=1", "?limit=0"] {
            billing.get(&format!("{STATEMENTS}{wrong}")).await.expect(422);
        }
    }

    async fn everybody_sees_the_statements_that_concern_them(app: TestApp) {
        let made = issued(&app).await;
        let one = format!("{STATEMENTS}/{}", made["id"].as_str().unwrap());
        let visible = [
            ("manager@agent-a.example", 200),
            ("manager@agent-b.example", 404),
            ("auditor@vendor.example", 200),
            ("kam@vendor.example", 404),
            ("contact@keyaccount.example", 404),
            ("engineer@agent-a.example", 403),
            ("contact@enduser-a.example", 403),
            ("reviewer@vendor.example", 403),
            ("admin@vendor.example", 403),
        ];
        for (email, status) in visible {
            app.as_(email).get(&one).await.expect(status);
            app.as_(email).get(&format!("{one}/lines")).await.expect(status);
        }
        assert!(app.as_("manager@agent-b.example").get(STATEMENTS).await.expect(200).items().is_empty());
        let own = app.as_("manager@agent-a.example");
        assert_eq!(own.get(STATEMENTS).await.expect(200).items().len(), 1);
        own.post(STATEMENTS).json(&json!({ "payer_id": fixture::AGENT_A, "month": MONTH })).await.expect(403);
        let told = own.get("/api/v1/notices").await.expect(200);
        assert!(told.items().iter().any(|notice| notice["kind"] == "statement_issued"), "{}", told.text);
        let billing = app.as_(BILLING);
        let count = async |query: &str| billing.get(&format!("{STATEMENTS}{query}")).await.expect(200).items().len();
        assert_eq!(count(&format!("?payer_id={}&month={MONTH}&status=issued", fixture::AGENT_A)).await, 1);
        assert_eq!(count(&format!("?q={}", made["number"].as_str().unwrap())).await, 1);
        assert_eq!(count("?month=2026-02").await, 0);
        assert_eq!(count("?status=settled").await, 0);
    }

    async fn lines_come_by_pages(app: TestApp) {
        let made = issued(&app).await;
        let lines = format!("{STATEMENTS}/{}/lines?sort=line&limit=1", made["id"].as_str().unwrap());
        let (mut seen, mut next) = (vec![], String::new());
        loop {
            let page = app.as_(BILLING).get(&format!("{lines}{next}")).await.expect(200);
            seen.extend(page.items().to_vec());
            match page.body["next"].as_str() {
                Some(cursor) => next = format!("&after={cursor}"),
                None => break,
            }
        }
        assert_eq!(json!(seen), made["lines"]);
        let disputed = format!("{STATEMENTS}/{}/lines?status=disputed", made["id"].as_str().unwrap());
        assert!(app.as_(BILLING).get(&disputed).await.expect(200).items().is_empty());
    }

    async fn the_database_refuses_to_change_a_statement(app: TestApp) {
        issued(&app).await;
        for sql in [
            "UPDATE statements SET gross_total_fen = 1", "DELETE FROM statements",
            "UPDATE statement_lines SET net_fen = 1", "DELETE FROM statement_lines",
            "UPDATE statement_events SET text = 'x'", "DELETE FROM statement_events",
            "INSERT INTO statement_lines SELECT statement_id, line + 100, charge_id, record_id, origin, number, customer_name, \
             component, service_code, service_zh, service_en, text, unit, quantity, list_fen, net_fen, vat_rate, vat_fen, gross_fen \
             FROM statement_lines",
        ] {
            let done = app.app.services.db.write(|conn| {
                use diesel::RunQueryDsl;
                Ok(diesel::sql_query(sql).execute(conn)?)
            });
            assert!(done.is_err(), "{sql}");
        }
    }

    async fn of_many_clerks_at_once_one_wins(app: TestApp) {
        for charge in &repair(&app).await {
            confirm(&app, charge).await;
        }
        let body = json!({ "payer_id": fixture::AGENT_A, "month": MONTH });
        let ask = || async {
            let client = app.as_(BILLING);
            client.post(STATEMENTS).json(&body).await.status
        };
        let (a, b, c, d) = tokio::join!(ask(), ask(), ask(), ask());
        let mut answers = [a, b, c, d];
        answers.sort_unstable();
        assert_eq!(answers, [201, 409, 409, 409]);
        assert_eq!(app.lines("SELECT number AS line FROM statements").len(), 1);
    }
}

/// A repair that agent A pays, confirmed and on no statement.
pub async fn waiting_for_a_statement(app: &TestApp) {
    for charge in &repair(app).await {
        confirm(app, charge).await;
    }
}
