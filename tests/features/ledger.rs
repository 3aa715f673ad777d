//! The ledger: what confirming, waiving and correcting move, and what a payer's account comes to (chapter 6).

use serde_json::{Value, json};

use super::charges::{charged, path, repair};
use crate::both_engines;
use crate::support::{Engine, TestApp, fixture};

const ACCOUNTS: &str = "/api/v1/accounts";
const BILLING: &str = "billing@vendor.example";

async fn confirm(app: &TestApp, charge: &Value) {
    let version = charge["version"].as_i64().unwrap();
    app.as_(BILLING).post(&format!("{}/confirm", path(charge))).if_match(version).await.expect(200);
}

async fn account(app: &TestApp) -> Value {
    app.as_(BILLING).get(&format!("{ACCOUNTS}/{}", fixture::AGENT_A)).await.expect(200).body
}

async fn entries(app: &TestApp, query: &str) -> Vec<Value> {
    let path = format!("{ACCOUNTS}/{}/entries{query}", fixture::AGENT_A);
    app.as_(BILLING).get(&path).await.expect(200).items().to_vec()
}

both_engines! {
    async fn a_confirmed_charge_is_owed_with_its_vat(app: TestApp) {
        let charges = repair(&app).await;
        app.as_(BILLING).get(&format!("{ACCOUNTS}/{}", fixture::AGENT_A)).await.refused(404, "not_found");
        let visit = charges.iter().find(|charge| charge["component"] == "visit").unwrap();
        confirm(&app, visit).await;
        let account = account(&app).await;
        assert_eq!(account["receivable_fen"], 106_000, "¥1,000.00 and 6 % of it");
        assert_eq!((account["unallocated_fen"].as_i64(), account["balance_fen"].as_i64()), (Some(0), Some(106_000)));
        let lines = entries(&app, "").await;
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0]["kind"].as_str(), lines[0]["amount_fen"].as_i64()), (Some("charge_confirmed"), Some(106_000)));
        assert_eq!(lines[0]["object_id"], visit["id"]);
        let sums = app.lines("SELECT account || ' ' || CAST(amount_fen AS TEXT) AS line FROM ledger_postings ORDER BY line");
        assert_eq!(sums, ["output_vat -6000", "receivable 106000", "revenue -100000"]);
    }

    async fn what_is_free_enters_nothing(app: TestApp) {
        let body = crate::support::fault_record_remote(fixture::CUSTOMER_A);
        let charges = charged(&app, "engineer@agent-a.example", &body).await;
        confirm(&app, &charges[0]).await;
        assert!(app.lines("SELECT number AS line FROM ledger_entries").is_empty());
    }

    async fn a_waiver_takes_back_what_was_confirmed(app: TestApp) {
        let charges = repair(&app).await;
        let travel = charges.iter().find(|charge| charge["component"] == "travel").unwrap();
        confirm(&app, travel).await;
        let waive = format!("{}/waive", path(travel));
        app.as_(BILLING).post(&waive).if_match(2).json(&json!({ "reason": "善意" })).await.expect(200);
        let grant = format!("{}/grant-waiver", path(travel));
        app.as_("billing2@vendor.example").post(&grant).if_match(3).await.expect(200);
        assert_eq!(account(&app).await["balance_fen"], 0);
        let kinds: Vec<String> = entries(&app, "?sort=at").await.iter().map(|line| line["kind"].to_string()).collect();
        assert_eq!(kinds, ["\"charge_confirmed\"", "\"charge_waived\""]);
        assert_eq!(entries(&app, "?kind=charge_waived").await.len(), 1);
        assert_eq!(entries(&app, "?account=unallocated").await.len(), 0);
    }

    async fn a_correction_takes_back_what_was_confirmed(app: TestApp) {
        let charges = repair(&app).await;
        for charge in charges.iter().filter(|charge| charge["amount_fen"] != 0) {
            confirm(&app, charge).await;
        }
        let before = account(&app).await["balance_fen"].as_i64().unwrap();
        assert!(before > 0);
        let record = charges[0]["record_id"].as_str().unwrap();
        let (path, engineer) = (format!("/api/v1/fault-records/{record}"), app.as_("engineer@agent-a.example"));
        let found = engineer.get(&path).await.expect(200);
        let draft = engineer.post(&format!("{path}/correct")).if_match(found.version()).await.expect(200);
        let sent = engineer.post(&format!("{path}/submit")).if_match(draft.version()).await.expect(200);
        let verdict = json!({ "verdict": "approve" });
        let reviewer = app.as_("reviewer@vendor.example");
        reviewer.post(&format!("{path}/review")).if_match(sent.version()).json(&verdict).await.expect(200);
        assert_eq!(account(&app).await["balance_fen"], 0, "the new charges wait to be confirmed");
        assert!(!entries(&app, "?kind=charge_reversed").await.is_empty());
    }

    async fn everybody_sees_the_accounts_that_concern_them(app: TestApp) {
        for charge in &repair(&app).await {
            confirm(&app, charge).await;
        }
        let one = format!("{ACCOUNTS}/{}", fixture::AGENT_A);
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
            app.as_(email).get(&format!("{one}/entries")).await.expect(status);
        }
        let own = app.as_("manager@agent-a.example").get(&format!("{one}/entries")).await.expect(200);
        assert!(own.items().iter().all(|line| line["actor_name"] == ""), "who did it is the vendor's own business");
        assert!(app.as_("manager@agent-b.example").get(ACCOUNTS).await.expect(200).items().is_empty());
        let billing = app.as_(BILLING);
        let named = |words: &str| format!("{ACCOUNTS}?q={words}");
        assert_eq!(billing.get(&named("%E7%94%B2%E6%96%B9")).await.expect(200).items().len(), 1);
        assert_eq!(billing.get(&named("nobody")).await.expect(200).items().len(), 0);
        assert_eq!(billing.get(&format!("{ACCOUNTS}?owing=false")).await.expect(200).items().len(), 0);
        assert_eq!(billing.get(&format!("{ACCOUNTS}?owing=true&sort=receivable_fen")).await.expect(200).items().len(), 1);
    }

    async fn the_pages_show_who_owes_what(app: TestApp) {
        let billing = app.browse(BILLING);
        billing.get("/billing/accounts").await.expect(200).shows("没有符合条件的账户");
        for charge in &repair(&app).await {
            confirm(&app, charge).await;
        }
        billing.get("/billing/accounts").await.expect(200).shows("甲方示例代理");
        let page = billing.get(&format!("/billing/accounts/{}", fixture::AGENT_A)).await.expect(200);
        page.shows("费用确认").shows("¥1,060.00").shows("/billing/charges/");
        app.browse("manager@agent-b.example").get(&format!("/billing/accounts/{}", fixture::AGENT_A)).await.expect(404);
    }

    async fn the_database_refuses_what_does_not_balance(app: TestApp) {
        for charge in &repair(&app).await {
            confirm(&app, charge).await;
        }
        let refused = |sql: &str| {
            let sql = sql.to_string();
            let done = app.app.services.db.write(|conn| {
                use diesel::RunQueryDsl;
                Ok(diesel::sql_query(&sql).execute(conn)?)
            });
            assert!(done.is_err(), "{sql}");
        };
        refused("UPDATE ledger_postings SET amount_fen = amount_fen + 1");
        refused("DELETE FROM ledger_postings");
        refused("UPDATE ledger_entries SET number = 'x'");
        refused("DELETE FROM ledger_entries");
        refused(
            "INSERT INTO ledger_postings (entry_id, line, account, amount_fen) \
             SELECT entry_id, 9, 'revenue', 1 FROM ledger_postings LIMIT 1",
        );
        let id = if app.engine == Engine::Sqlite { "randomblob(16)" } else { "gen_random_uuid()" };
        refused(&format!(
            "INSERT INTO ledger_entries (id, kind, object_id, number, at, actor_name) \
             SELECT {id}, 'allocated', id, number, at, '' FROM ledger_entries LIMIT 1"
        ));
    }
}
