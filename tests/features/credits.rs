//! Credits of every kind and agents' service fees (chapter 6).

use serde_json::{Value, json};

use crate::both_engines;
use crate::support::{TestApp, fixture};

const CREDITS: &str = "/api/v1/credits";
const BILLING: &str = "billing@vendor.example";
const BILLING_2: &str = "billing2@vendor.example";
const MANAGER: &str = "manager@vendor.example";

fn credit(kind: &str, amount_fen: i64) -> Value {
    json!({ "payer_id": fixture::AGENT_A, "kind": kind, "amount_fen": amount_fen, "vat_rate": 6, "text": "事由说明" })
}

fn fee(code: &str, quantity: i64) -> Value {
    json!({
        "payer_id": fixture::AGENT_A, "service_code": code, "worked_on": "2026-03-01", "quantity": quantity,
        "text": "协助大客户现场服务",
    })
}

fn at(credit: &Value, step: &str) -> String {
    format!("{CREDITS}/{}/{step}", credit["id"].as_str().unwrap())
}

async fn balance(app: &TestApp) -> i64 {
    let account = app.as_(BILLING).get(&format!("/api/v1/accounts/{}", fixture::AGENT_A)).await.expect(200);
    account.body["balance_fen"].as_i64().unwrap()
}

both_engines! {
    async fn a_small_credit_is_given_at_once_and_owed_to_the_payer(app: TestApp) {
        let given = app.as_(BILLING).post(CREDITS).json(&credit("goodwill", 20_000)).await.expect(201);
        assert_eq!(given.body["status"], "confirmed");
        assert_eq!(balance(&app).await, -21_200, "with its VAT");
        let charge = format!("/api/v1/charges/{}", given.body["charge_id"].as_str().unwrap());
        let charge = app.as_("manager@agent-a.example").get(&charge).await.expect(200).body;
        assert_eq!((charge["amount_fen"].as_i64(), charge["status"].as_str()), (Some(-20_000), Some("confirmed")));
        assert_eq!((charge["origin"].as_str(), charge["credit_kind"].as_str()), (Some("credit"), Some("goodwill")));
        assert_eq!((charge["month"].as_str(), charge["text"].as_str()), (Some("2026-03"), Some("事由说明")));
        assert!(charge["record_id"].is_null());
        let told = app.as_("manager@agent-a.example").get("/api/v1/notices").await.expect(200);
        assert_eq!(told.items()[0]["kind"], "charge_confirmed");
    }

    async fn a_large_credit_needs_a_second_clerk(app: TestApp) {
        let (one, two) = (app.as_(BILLING), app.as_(BILLING_2));
        let proposed = one.post(CREDITS).json(&credit("damages", 300_000)).await.expect(201);
        assert_eq!((proposed.body["status"].as_str(), proposed.body["charge_id"].is_null()), (Some("proposed"), true));
        one.post(&at(&proposed.body, "confirm")).if_match(1).await.refused(403, "own_credit");
        app.as_(MANAGER).post(&at(&proposed.body, "confirm")).if_match(1).await.refused(403, "not_the_decider");
        two.post(&at(&proposed.body, "confirm")).await.refused(428, "precondition_required");
        two.post(&at(&proposed.body, "confirm")).if_match(3).await.refused(412, "stale_version");
        let silent = two.post(&at(&proposed.body, "refuse")).if_match(1).json(&json!({})).await.expect(422);
        assert_eq!(silent.faults(), ["reason: required"]);
        let confirmed = two.post(&at(&proposed.body, "confirm")).if_match(1).await.expect(200);
        assert_eq!((confirmed.body["status"].as_str(), confirmed.version()), (Some("confirmed"), 2));
        two.post(&at(&proposed.body, "confirm")).if_match(2).await.refused(409, "credit_not_open");
        assert_eq!(balance(&app).await, -318_000);
        let refused = one.post(CREDITS).json(&credit("third_party_cost", 300_000)).await.expect(201);
        let no = two.post(&at(&refused.body, "refuse")).if_match(1).json(&json!({ "reason": "没有凭证" })).await.expect(200);
        assert_eq!((no.body["status"].as_str(), no.body["reason"].as_str()), (Some("refused"), Some("没有凭证")));
        assert_eq!(balance(&app).await, -318_000);
    }

    async fn a_penalty_is_for_a_service_manager_whatever_its_amount(app: TestApp) {
        let refused = app.as_(BILLING).post(CREDITS).json(&credit("sla_penalty", 100)).await.expect(422);
        assert_eq!(refused.faults(), ["kind: penalty_by_hand"]);
        assert!(refused.body["errors"][0]["message"].as_str().unwrap().contains("服务请求"), "{}", refused.body);
        app.browse(BILLING).get("/billing/credits/new").await.expect(200).shows("善意减让").hides("违约金（服务时限）");
        // One that was given by hand before that.
        let proposed = app.as_(BILLING).post(CREDITS).json(&credit("damages", 300_000)).await.expect(201);
        app.disarm("credits");
        app.execute("UPDATE credits SET kind = 'sla_penalty'");
        let listed = app.as_(BILLING).get(&format!("{CREDITS}?kind=sla_penalty")).await.expect(200);
        assert_eq!(listed.items()[0]["id"], proposed.body["id"]);
        app.as_(BILLING_2).post(&at(&proposed.body, "confirm")).if_match(1).await.refused(403, "not_the_decider");
        app.as_(MANAGER).post(&at(&proposed.body, "confirm")).if_match(1).await.expect(200);
    }

    async fn an_agent_earns_its_share_of_the_list_price(app: TestApp) {
        let fees = "/api/v1/service-fees";
        let visit = app.as_(BILLING).post(fees).json(&fee("SASL012", 1)).await.expect(201);
        assert_eq!((visit.body["amount_fen"].as_i64(), visit.body["status"].as_str()), (Some(60_000), Some("proposed")));
        // SASR008 costs ¥200 an hour: 60 % of 45 minutes are ¥90.
        let call = app.as_(BILLING).post(fees).json(&fee("SASR008", 45)).await.expect(201);
        assert_eq!((call.body["amount_fen"].as_i64(), call.body["status"].as_str()), (Some(9_000), Some("confirmed")));
        assert_eq!(call.body["basis"]["fee"]["percent"], 60);
        let charge = format!("/api/v1/charges/{}", call.body["charge_id"].as_str().unwrap());
        let charge = app.as_(BILLING).get(&charge).await.expect(200).body;
        assert_eq!((charge["component"].as_str(), charge["amount_fen"].as_i64()), (Some("service_fee"), Some(-9_000)));
        assert_eq!(balance(&app).await, -9_540);
        let books = app.lines("SELECT account AS line FROM ledger_postings ORDER BY line");
        assert_eq!(books, ["output_vat", "receivable", "service_fees"]);
    }

    async fn a_fee_is_paid_for_a_record_once(app: TestApp) {
        let fees = "/api/v1/service-fees";
        let mut body = crate::support::fault_record_onsite(fixture::CUSTOMER_A, fixture::GUANGZHOU);
        body["escalated"] = json!(true);
        let charges = crate::features::charges::charged(&app, "engineer@agent-a.example", &body).await;
        let record = charges[0]["record_id"].as_str().unwrap();
        let clerk = app.as_(BILLING);
        let with = |payer: tierdesk::platform::db::Id, record: &str| {
            let mut body = fee("SASR008", 45);
            (body["payer_id"], body["record_id"]) = (json!(payer), json!(record));
            body
        };
        let no_such = fixture::MISSING.to_string();
        for (payer, record) in [(fixture::AGENT_A, no_such.as_str()), (fixture::AGENT_B, record)] {
            let refused = clerk.post(fees).json(&with(payer, record)).await.expect(422);
            assert_eq!(refused.faults(), ["record_id: not_found"]);
        }
        let made = clerk.post(fees).json(&with(fixture::AGENT_A, record)).await.expect(201).body;
        assert_eq!((made["record_id"].as_str(), made["basis"]["record_number"].as_str()), (Some(record), charges[0]["number"].as_str()));
        let again = clerk.post(fees).json(&with(fixture::AGENT_A, record)).await.expect(422);
        assert_eq!(again.faults(), ["record_id: record_has_fee"]);
        assert_eq!(crate::features::contracts::fault(&app), None);
        // Charge, statement and their pages lead to the record.
        let there = format!("/fault-records/{record}");
        let charge = made["charge_id"].as_str().unwrap();
        let payer = app.browse("manager@agent-a.example");
        payer.get(&format!("/billing/charges/{charge}")).await.expect(200).shows(&there);
        let month = json!({ "payer_id": fixture::AGENT_A, "month": "2026-03" });
        let bill = clerk.post("/api/v1/statements").json(&month).await.expect(201).body;
        assert_eq!((&bill["lines"][0]["fee_record"]["id"], &bill["lines"][0]["fee_record"]["kind"]), (&json!(record), &json!("fault_record")));
        payer.get(&format!("/billing/statements/{}", bill["id"].as_str().unwrap())).await.expect(200).shows(&there);
        // Taken back, it may be paid again; on the page, by choosing the record.
        let why = json!({ "reason": "工时有误" });
        clerk.post(&at(&made, "reverse")).if_match(2).json(&why).await.expect(200);
        let browser = app.browse(BILLING);
        let form = browser.get("/billing/credits/new-fee").await.expect(200).shows(record);
        let agent = fixture::AGENT_A.to_string();
        let fields = [
            ("payer_id", agent.as_str()), ("service_code", "SASR008"), ("worked_on", "2026-03-01"), ("quantity", "30"),
            ("record_id", record), ("text", "协助现场"),
        ];
        let sent = browser.submit(&form, "/billing/credits/new-fee", &fields).await.expect(303);
        browser.follow(&sent).await.expect(200).shows(&there);
        browser.get("/billing/credits/new-fee").await.expect(200).hides(record);
        let twice = browser.submit(&form, "/billing/credits/new-fee", &fields).await.expect(422);
        twice.shows("这份记录已付过服务费");
        assert_eq!(crate::features::contracts::fault(&app), None);
    }

    async fn a_draft_is_no_record_to_pay_for(app: TestApp) {
        let body = crate::support::fault_record_remote(fixture::CUSTOMER_A);
        let draft = app.as_("engineer@agent-a.example").post("/api/v1/fault-records").json(&body).await.expect(201);
        let mut body = fee("SASR008", 45);
        body["record_id"] = json!(draft.id());
        let refused = app.as_(BILLING).post("/api/v1/service-fees").json(&body).await.expect(422);
        assert_eq!(refused.faults(), ["record_id: not_found"], "billing sees what is approved");
    }

    async fn a_credit_is_taken_back_by_a_charge_of_the_opposite_sign(app: TestApp) {
        let given = app.as_(BILLING).post(CREDITS).json(&credit("returned_goods", 20_000)).await.expect(201);
        let why = json!({ "reason": "货物并未退回" });
        app.as_(MANAGER).post(&at(&given.body, "reverse")).if_match(2).json(&why).await.refused(403, "role_not_allowed");
        let back = app.as_(BILLING).post(&at(&given.body, "reverse")).if_match(2).json(&why).await.expect(200);
        assert_eq!(back.body["status"], "reversed");
        assert_eq!(balance(&app).await, 0);
        app.as_(BILLING).post(&at(&given.body, "reverse")).if_match(3).json(&why).await.refused(409, "credit_not_open");
    }

    async fn what_cannot_be_is_refused_and_nothing_is_kept(app: TestApp) {
        let billing = app.as_(BILLING);
        let wrong = async |path: &str, body: Value| billing.post(path).json(&body).await.expect(422).faults();
        let with = |mut body: Value, key: &str, value: Value| {
            body[key] = value;
            body
        };
        let good = credit("goodwill", 100);
        assert_eq!(wrong(CREDITS, with(good.clone(), "amount_fen", json!(0))).await, ["amount_fen: too_small"]);
        assert_eq!(wrong(CREDITS, with(good.clone(), "amount_fen", json!(-5))).await, ["amount_fen: too_small"]);
        let much = json!(1_000_000_000_000_i64);
        assert_eq!(wrong(CREDITS, with(good.clone(), "amount_fen", much)).await, ["amount_fen: too_large"]);
        assert_eq!(wrong(CREDITS, with(good.clone(), "payer_id", json!(fixture::VENDOR))).await, ["payer_id: not_found"]);
        assert_eq!(wrong(CREDITS, with(good.clone(), "payer_id", json!(fixture::MISSING))).await, ["payer_id: not_found"]);
        assert_eq!(wrong(CREDITS, with(good, "kind", json!("gift"))).await, ["kind: not_an_option"]);
        let fees = "/api/v1/service-fees";
        let good = fee("SASL012", 1);
        assert_eq!(wrong(fees, with(good.clone(), "service_code", json!("SASL999"))).await, ["service_code: unknown_service"]);
        assert_eq!(wrong(fees, with(good.clone(), "worked_on", json!("2031-01-01"))).await, ["worked_on: in_future"]);
        assert_eq!(wrong(fees, with(good.clone(), "quantity", json!(0))).await, ["quantity: too_small"]);
        let key_account = app.lines(if app.engine == crate::support::Engine::Sqlite {
            "SELECT lower(hex(id)) AS line FROM organisations WHERE kind = 'key_account'"
        } else {
            "SELECT CAST(id AS TEXT) AS line FROM organisations WHERE kind = 'key_account'"
        });
        let id: uuid::Uuid = key_account[0].parse().unwrap();
        assert_eq!(wrong(fees, with(good, "payer_id", json!(id))).await, ["payer_id: not_found"]);
        assert!(app.lines("SELECT number AS line FROM credits").is_empty());
        for email in ["manager@agent-a.example", "reviewer@vendor.example", "admin@vendor.example"] {
            app.as_(email).get(CREDITS).await.expect(403);
        }
        app.as_("auditor@vendor.example").get(CREDITS).await.expect(200);
        app.as_("auditor@vendor.example").post(CREDITS).json(&credit("goodwill", 100)).await.expect(403);
    }

    async fn two_clerks_on_the_pages(app: TestApp) {
        let one = app.browse(BILLING);
        let form = one.get("/billing/credits/new").await.expect(200).shows("金额（不含税）");
        let agent = fixture::AGENT_A.to_string();
        let fields = [
            ("payer_id", agent.as_str()),
            ("kind", "damages"),
            ("amount_fen", "3,000.005"),
            ("vat_rate", "6"),
            ("text", "延误造成的损失"),
        ];
        let again = one.submit(&form, "/billing/credits/new", &fields).await.expect(422);
        let again = again.shows("请填写金额").shows("3,000.005").shows("延误造成的损失");
        let mut fields = fields;
        fields[2].1 = "3,000.50";
        let made = one.submit(&again, "/billing/credits/new", &fields).await.expect(303);
        let here = made.location().to_string();
        one.follow(&made).await.expect(200).shows("须由另一个人确认").shows("¥3,000.50").hides("/confirm\"");
        let two = app.browse(BILLING_2);
        two.get("/billing/credits?status=proposed").await.expect(200).shows("延误造成的损失");
        let page = two.get(&here).await.expect(200);
        let done = two.submit(&page, &format!("{here}/confirm"), &[]).await.expect(303);
        two.follow(&done).await.expect(200).shows("列入付款方下一份对账单").shows("撤回");
        two.get("/billing/credits/new-fee").await.expect(200).shows("SASL012");
        // A payer has neither the tab nor the page, but sees the charge.
        let payer = app.browse("manager@agent-a.example");
        payer.get("/billing/charges").await.expect(200).hides("/billing/credits").shows("延误造成的损失");
        payer.get("/billing/credits").await.expect(403);
    }
}
