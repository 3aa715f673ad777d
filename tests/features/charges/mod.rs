//! Charges as billing and payers see them, and confirming (chapter 6).

pub mod decide;
mod price;
mod race;
mod waived;

use serde_json::{Value, json};

use crate::both_engines;
use crate::support::fixture::{self, GUANGZHOU};
use crate::support::{TestApp, fault_record_onsite, fault_record_remote};

const CHARGES: &str = "/api/v1/charges";

/// The charges of an approved record that `email` filed.
pub async fn charged(app: &TestApp, email: &str, body: &Value) -> Vec<Value> {
    let author = app.as_(email);
    let record = author.post("/api/v1/fault-records").json(body).await.expect(201);
    let path = format!("/api/v1/fault-records/{}", record.id());
    let record = author.post(&format!("{path}/submit")).if_match(record.version()).await.expect(200);
    let verdict = json!({ "verdict": "approve" });
    let reviewer = app.as_("reviewer@vendor.example");
    reviewer.post(&format!("{path}/review")).if_match(record.version()).json(&verdict).await.expect(200);
    let of_record = format!("{CHARGES}?record_id={}&sort=created_at", record.id());
    app.as_("billing@vendor.example").get(&of_record).await.expect(200).items().to_vec()
}

/// An escalated repair in 广州, which the vendor charges agent A.
pub async fn repair(app: &TestApp) -> Vec<Value> {
    let mut body = fault_record_onsite(fixture::CUSTOMER_A, GUANGZHOU);
    body["escalated"] = json!(true);
    charged(app, "engineer@agent-a.example", &body).await
}

pub fn path(charge: &Value) -> String {
    format!("{CHARGES}/{}", charge["id"].as_str().unwrap())
}

both_engines! {
    async fn a_charge_explains_itself(app: TestApp) {
        let charges = repair(&app).await;
        let visit = charges.iter().find(|charge| charge["component"] == "visit").unwrap();
        assert_eq!(visit["amount_fen"], 100_000);
        assert_eq!(visit["status"], "pending");
        assert_eq!(visit["payer_name"], "甲方示例代理");
        assert_eq!(visit["derivation"]["decision"]["policy_version"], 1);
        assert_eq!(visit["derivation"]["line"]["unit_price_fen"], 100_000);
        let one = app.as_("billing@vendor.example").get(&path(visit)).await.expect(200);
        assert_eq!(one.header("etag"), "\"1\"");
        assert_eq!(one.body, *visit);
        let id = visit["id"].as_str().unwrap();
        let page = app.browse("billing@vendor.example").get(&format!("/billing/charges/{id}")).await.expect(200);
        page.shows("¥1,000.00").shows("级别 S0").shows("逐行四舍五入").shows("/fault-records/");
    }

    async fn free_work_is_charged_at_nothing_with_its_list_value(app: TestApp) {
        let charges = charged(&app, "engineer@agent-a.example", &fault_record_remote(fixture::CUSTOMER_A)).await;
        assert_eq!(charges.len(), 1);
        assert_eq!((charges[0]["amount_fen"].as_i64(), charges[0]["list_fen"].as_i64()), (Some(0), Some(15_000)));
    }

    async fn everybody_sees_what_concerns_them(app: TestApp) {
        let charges = repair(&app).await;
        let visible = [
            ("manager@agent-a.example", 200),
            ("manager@agent-b.example", 404),
            ("auditor@vendor.example", 200),
            ("contact@keyaccount.example", 404),
            ("contact@enduser-a.example", 403),
            ("engineer@agent-a.example", 403),
            ("reviewer@vendor.example", 403),
        ];
        for (email, status) in visible {
            app.as_(email).get(&path(&charges[0])).await.expect(status);
        }
        let count = async |email: &str, query: &str| {
            app.as_(email).get(&format!("{CHARGES}{query}")).await.expect(200).items().len()
        };
        assert_eq!(count("manager@agent-a.example", "").await, charges.len());
        assert_eq!(count("manager@agent-b.example", "").await, 0);
        let foreign = format!("?payer_id={}", fixture::AGENT_A);
        assert_eq!(count("manager@agent-b.example", &foreign).await, 0);
        assert_eq!(count("billing@vendor.example", "?status=confirmed").await, 0);
        assert_eq!(count("billing@vendor.example", "?q=%E4%B8%99%E7%A4%BA").await, charges.len());
        for wrong in ["?status=lost", "?month=2026-13", "?payer=1", "?limit=0", "?after=x", "?record_id=1"] {
            app.as_("billing@vendor.example").get(&format!("{CHARGES}{wrong}")).await.expect(422);
        }
    }

    async fn a_key_account_manager_sees_the_charges_of_its_accounts_alone(app: TestApp) {
        repair(&app).await;
        let body = fault_record_remote(fixture::CUSTOMER_KEY);
        let own = charged(&app, "engineer@vendor.example", &body).await;
        let kam = app.as_("kam@vendor.example");
        let seen = kam.get(CHARGES).await.expect(200);
        assert_eq!(seen.items(), own, "its accounts' with their list values, nobody else's");
        assert!(seen.items()[0]["list_fen"].as_i64() > Some(0));
        kam.get(&path(&own[0])).await.expect(200);
        kam.post(&format!("{}/confirm", path(&own[0]))).if_match(1).await.expect(403);
        let id = own[0]["id"].as_str().unwrap();
        let browser = app.browse("kam@vendor.example");
        browser.get("/billing/charges").await.expect(200).shows("戊示例银行").hides("丙示例制造厂");
        browser.get(&format!("/billing/charges/{id}")).await.expect(200).hides("/confirm\"");
        browser.get("/").await.expect(200);
        app.execute("UPDATE customers SET account_manager_id = NULL");
        assert!(kam.get(CHARGES).await.expect(200).items().is_empty());
        kam.get(&path(&own[0])).await.refused(404, "not_found");
    }

    async fn pages_of_the_list_follow_one_another(app: TestApp) {
        let all = repair(&app).await;
        let billing = app.as_("billing@vendor.example");
        let mut seen = vec![];
        let mut next = String::new();
        loop {
            let page = billing.get(&format!("{CHARGES}?limit=1&sort=created_at{next}")).await.expect(200);
            seen.extend(page.items().to_vec());
            match page.body["next"].as_str() {
                Some(cursor) => next = format!("&after={cursor}"),
                None => break,
            }
        }
        assert_eq!(seen, all);
    }

    async fn billing_confirms_once(app: TestApp) {
        let charge = &repair(&app).await[0];
        let (billing, confirm) = (app.as_("billing@vendor.example"), format!("{}/confirm", path(charge)));
        billing.post(&confirm).await.refused(428, "precondition_required");
        billing.post(&confirm).if_match(7).await.refused(412, "stale_version");
        app.as_("manager@agent-a.example").post(&confirm).if_match(1).await.expect(403);
        app.as_("auditor@vendor.example").post(&confirm).if_match(1).await.expect(403);
        let missing = format!("{CHARGES}/{}/confirm", fixture::MISSING);
        billing.post(&missing).if_match(1).await.refused(404, "not_found");
        let wish = billing.post(&confirm).if_match(1).json(&json!({ "wish": 1 })).await;
        assert_eq!(wish.expect(422).faults(), ["wish: unknown_field"]);
        let done = billing.post(&confirm).if_match(1).await.expect(200);
        assert_eq!((done.body["status"].as_str(), done.body["month"].as_str()), (Some("confirmed"), Some("2026-03")));
        assert_eq!((done.version(), done.header("etag")), (2, "\"2\""));
        billing.post(&confirm).if_match(1).await.refused(412, "stale_version");
        billing.post(&confirm).if_match(2).await.refused(409, "charge_not_open");
        let confirmed = billing.get(&format!("{CHARGES}?month=2026-03")).await.expect(200);
        assert_eq!(confirmed.items().len(), 1);
        let object = charge["id"].as_str().unwrap();
        let audit = app.as_("auditor@vendor.example").get(&format!("/api/v1/audit?object={object}&action=charge.confirm")).await.expect(200);
        assert_eq!(audit.items()[0]["action"], "charge.confirm");
        assert_eq!(audit.items()[0]["after"]["month"], "2026-03");
    }

    async fn a_part_without_a_price_is_not_confirmed(app: TestApp) {
        let mut body = fault_record_onsite(fixture::CUSTOMER_A, GUANGZHOU);
        body["escalated"] = json!(true);
        body["parts"] = json!([{ "part": "NOBODY-KNOWS", "quantity": 1 }]);
        let charges = charged(&app, "engineer@agent-a.example", &body).await;
        let part = charges.iter().find(|charge| charge["component"] == "parts").unwrap();
        let confirm = format!("{}/confirm", path(part));
        let billing = app.as_("billing@vendor.example");
        billing.post(&confirm).if_match(1).await.refused(409, "charge_without_price");
    }

    async fn several_are_confirmed_on_the_page(app: TestApp) {
        let charges = repair(&app).await;
        let billing = app.browse("billing@vendor.example");
        let page = billing.get("/billing/charges?status=pending").await.expect(200).shows("全选本页");
        let mut picks: Vec<String> =
            charges.iter().map(|charge| format!("{}.1", charge["id"].as_str().unwrap())).collect();
        picks.push("nonsense".into());
        let fields: Vec<(&str, &str)> = picks.iter().map(|pick| ("charge", pick.as_str())).collect();
        let done = billing.submit(&page, "/billing/charges/confirm", &fields).await.expect(303);
        billing.follow(&done).await.expect(200).shows("所选费用已全部确认");
        let all = app.as_("billing@vendor.example").get(&format!("{CHARGES}?status=confirmed")).await.expect(200);
        assert_eq!(all.items().len(), charges.len());
        let again = billing.submit(&page, "/billing/charges/confirm", &fields).await.expect(303);
        billing.follow(&again).await.expect(200).shows("没有确认任何费用");
        app.browse("manager@agent-a.example").get("/billing/charges").await.expect(200).hides("全选本页");
    }

    async fn wrong_filters_of_the_page_are_told_and_left_out(app: TestApp) {
        repair(&app).await;
        let page = app.browse("billing@vendor.example").get("/billing/charges?month=2026-99&wish=1&after=x").await;
        page.expect(200).shows("部分筛选条件无法识别").shows("丙示例制造厂");
    }
}
