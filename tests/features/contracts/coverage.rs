//! What a contract does for a visit, for labour and for parts (2.4 step 5, 2.5): free where it includes them, explained in
//! both languages, and nothing where it does not hold.

use serde_json::{Value, json};

use super::{RECORDS, VENDOR, approve, coverage, device_of, device_of_a, fault, repair, submitted, used};
use crate::both_engines;
use crate::support::contracts::{CLERK, CONTRACTS, SECOND, contract, in_force};
use crate::support::fixture::{CUSTOMER_A, CUSTOMER_AGENT_A};
use crate::support::{Answer, TestApp};

/// A device of agent A itself, long after free service and warranty.
async fn old_device(app: &TestApp, serial: &str) -> Answer {
    device_of(app, CUSTOMER_AGENT_A, serial, "2020-01-10").await
}

fn line<'a>(record: &'a Answer, component: &str) -> &'a Value {
    let lines = record.body["decision"]["estimate"]["lines"].as_array().unwrap();
    lines.iter().find(|line| line["component"] == component).unwrap_or_else(|| panic!("no {component}"))
}

fn step_text(record: &Answer) -> String {
    let steps = record.body["decision"]["steps"].as_array().unwrap();
    steps.iter().find(|step| step["rule"] == "coverage").unwrap()["text"].as_str().unwrap().to_string()
}

both_engines! {
    async fn a_charged_visit_within_the_allowance_is_free_and_uses_it_up(app: TestApp) {
        let product = old_device(&app, "SN-1").await;
        let made = in_force(&app, &contract(CUSTOMER_AGENT_A, &product.id())).await;
        let sent = submitted(&app, VENDOR, &repair(&product)).await;
        let decision = &sent.body["decision"];
        assert_eq!((&decision["outcome"], &decision["level"], &decision["payer"]), (&json!("free"), &json!("S1"), &Value::Null));
        for component in ["visit", "travel"] {
            let line = line(&sent, component);
            assert_eq!((&line["amount_fen"], &line["reason"]), (&json!(0), &json!("contract")), "{component}");
            assert!(line["list_fen"].as_i64().unwrap() > 0, "the list value is shown");
        }
        // Labour is not included: it costs what it costs after free service.
        assert_eq!(line(&sent, "labour")["reason"], "free_service_ended");
        let number = made.body["number"].as_str().unwrap();
        let said = step_text(&sent);
        assert!(said.contains(number) && said.contains("使用 1 次，剩余 1 次"), "{said}");
        let english = app.as_(VENDOR).get(&format!("{RECORDS}/{}", sent.id())).header("accept-language", "en").await.expect(200);
        let said = step_text(&english);
        assert!(said.contains(number) && said.contains("uses 1 of it; 1 left"), "{said}");
        // Sending in decides; the approval takes.
        assert_eq!(used(&app, &made).await, 0);
        approve(&app, &sent).await.expect(200);
        assert_eq!(used(&app, &made).await, 1);
        assert_eq!(fault(&app), None);
        let uses = app.as_(CLERK).get(&format!("{CONTRACTS}/{}/uses", made.id())).await.expect(200);
        assert_eq!((&uses.items()[0]["visits"], &uses.items()[0]["record_number"]), (&json!(1), &sent.body["number"]));
        let page = app.browse("manager@agent-a.example").get(&format!("/contracts/{}", made.id())).await.expect(200);
        page.shows(sent.body["number"].as_str().unwrap());
    }

    async fn a_used_up_allowance_grants_nothing(app: TestApp) {
        let product = old_device(&app, "SN-1").await;
        let mut body = contract(CUSTOMER_AGENT_A, &product.id());
        body["services"] = json!([{ "service_code": "SASL012", "visits": 1 }]);
        let made = in_force(&app, &body).await;
        let first = submitted(&app, VENDOR, &repair(&product)).await;
        approve(&app, &first).await.expect(200);
        let second = submitted(&app, VENDOR, &repair(&product)).await;
        assert_eq!(second.body["decision"]["outcome"], "charged");
        assert_eq!((&coverage(&second)["contract_visit"], &coverage(&second)["contract_spent"]), (&json!("used_up"), &json!(0)));
        assert_eq!(line(&second, "visit")["reason"], "other_city_charged");
        approve(&app, &second).await.expect(200);
        assert_eq!((used(&app, &made).await, fault(&app)), (1, None));
    }

    async fn two_visits_with_one_left_are_one_free_and_one_charged(app: TestApp) {
        let product = old_device(&app, "SN-1").await;
        let mut body = contract(CUSTOMER_AGENT_A, &product.id());
        body["services"] = json!([{ "service_code": "SASL012", "visits": 1 }]);
        let made = in_force(&app, &body).await;
        let mut twice = repair(&product);
        twice["visits"] = json!([{ "arrived_at": "2026-02-28T09:00:00+08:00", "left_at": "2026-02-28T10:00:00+08:00", "engineers": "甲" }]);
        let sent = submitted(&app, VENDOR, &twice).await;
        let lines = sent.body["decision"]["estimate"]["lines"].as_array().unwrap();
        let visits: Vec<(i64, i64)> = lines.iter().filter(|line| line["component"] == "visit")
            .map(|line| (line["quantity"]["count"].as_i64().unwrap(), line["amount_fen"].as_i64().unwrap())).collect();
        assert_eq!(visits, [(1, 0), (1, 100_000)]);
        assert_eq!((&sent.body["decision"]["outcome"], &coverage(&sent)["contract_visit"]), (&json!("charged"), &json!("partly")));
        approve(&app, &sent).await.expect(200);
        assert_eq!((used(&app, &made).await, fault(&app)), (1, None));
    }

    async fn as_many_as_needed_are_counted_and_never_run_out(app: TestApp) {
        let product = old_device(&app, "SN-1").await;
        let mut body = contract(CUSTOMER_AGENT_A, &product.id());
        body["services"] = json!([{ "service_code": "SASL012" }]);
        let made = in_force(&app, &body).await;
        for _ in 0..3 {
            let sent = submitted(&app, VENDOR, &repair(&product)).await;
            assert_eq!(sent.body["decision"]["outcome"], "free");
            approve(&app, &sent).await.expect(200);
        }
        assert_eq!((used(&app, &made).await, fault(&app)), (3, None));
    }

    async fn labour_and_parts_follow_the_contract_whoever_broke_it(app: TestApp) {
        let product = old_device(&app, "SN-1").await;
        let mut body = contract(CUSTOMER_AGENT_A, &product.id());
        (body["labour_included"], body["parts_included"]) = (json!(true), json!(true));
        let made = in_force(&app, &body).await;
        let mut work = repair(&product);
        work["cause_class"] = json!("customer");
        work["parts"] = json!([{ "part": "FAN-40", "quantity": 2 }, { "part": "NOT-LISTED", "quantity": 1 }]);
        let sent = submitted(&app, VENDOR, &work).await;
        let estimate = &sent.body["decision"]["estimate"];
        assert_eq!(estimate["total_fen"], 0);
        for component in ["labour", "parts"] {
            assert_eq!(line(&sent, component)["reason"], "contract");
            assert_eq!(line(&sent, component)["detail"]["contract"], made.body["number"]);
        }
        approve(&app, &sent).await.expect(200);
        assert_eq!(fault(&app), None);
    }

    async fn contracts_that_do_not_hold_grant_nothing(app: TestApp) {
        let product = old_device(&app, "SN-1").await;
        let other = old_device(&app, "SN-2").await;
        let clerk = app.as_(CLERK);
        let charged = |sent: &Answer| {
            assert_eq!(sent.body["decision"]["outcome"], "charged");
            assert_eq!(coverage(sent).get("contract"), None);
        };
        // A draft; one that does not cover the product; one that had not begun on the day of the work.
        let draft = crate::support::contracts::draft(&app, &contract(CUSTOMER_AGENT_A, &product.id())).await;
        charged(&submitted(&app, VENDOR, &repair(&product)).await);
        in_force(&app, &contract(CUSTOMER_AGENT_A, &other.id())).await;
        charged(&submitted(&app, VENDOR, &repair(&product)).await);
        let begins = json!({ "starts_on": "2026-02-28" });
        clerk.patch(&format!("{CONTRACTS}/{}", draft.id())).if_match(1).json(&begins).await.expect(200);
        app.as_(SECOND).post(&format!("{CONTRACTS}/{}/activate", draft.id())).if_match(2).await.expect(200);
        charged(&submitted(&app, VENDOR, &repair(&product)).await);
        // Work on a device that is not registered.
        let mut unknown = repair(&product);
        unknown["product_id"] = Value::Null;
        unknown["serial"] = json!("SN-UNKNOWN");
        charged(&submitted(&app, VENDOR, &unknown).await);
        // One day later it holds, and its last day is a day of it.
        let mut within = repair(&product);
        for (field, hour) in [("reported_at", 9), ("arrived_at", 10), ("work_started_at", 11), ("left_at", 12)] {
            within[field] = json!(format!("2026-02-28T{hour:02}:00:00+08:00"));
        }
        for field in ["responded_at", "restored_at"] {
            within[field] = json!("2026-02-28T11:30:00+08:00");
        }
        assert_eq!(submitted(&app, VENDOR, &within).await.body["decision"]["outcome"], "free");
    }

    async fn a_contract_that_ended_grants_nothing(app: TestApp) {
        let product = old_device(&app, "SN-1").await;
        let made = in_force(&app, &contract(CUSTOMER_AGENT_A, &product.id())).await;
        let end = json!({ "last_on": "2026-03-02", "reason": "设备停用" });
        app.as_(CLERK).post(&format!("{CONTRACTS}/{}/end", made.id())).if_match(2).json(&end).await.expect(200);
        let asked = |day: &str| json!({
            "customer_id": CUSTOMER_AGENT_A, "service_code": "SASL012", "city": "440100", "product_id": product.id(),
            "at": format!("{day}T12:00:00+08:00"),
        });
        let kam = app.as_(VENDOR);
        let before = kam.post("/api/v1/decisions").json(&asked("2026-03-02")).await.expect(200);
        let after = kam.post("/api/v1/decisions").json(&asked("2026-03-03")).await.expect(200);
        assert_eq!((&before.body["outcome"], &after.body["outcome"]), (&json!("free"), &json!("charged")));
    }

    async fn what_is_free_anyway_uses_nothing_up(app: TestApp) {
        let product = old_device(&app, "SN-1").await;
        let made = in_force(&app, &contract(CUSTOMER_AGENT_A, &product.id())).await;
        let mut near = repair(&product);
        near["city"] = json!("440300");
        let sent = submitted(&app, VENDOR, &near).await;
        assert_eq!((&coverage(&sent)["contract_visit"], &line(&sent, "visit")["reason"]), (&json!("not_needed"), &json!("same_city_free")));
        approve(&app, &sent).await.expect(200);
        assert_eq!((used(&app, &made).await, fault(&app)), (0, None));
    }

    async fn the_customers_contract_holds_when_its_agent_comes(app: TestApp) {
        let product = device_of_a(&app, "SN-A").await;
        let made = in_force(&app, &contract(CUSTOMER_A, &product.id())).await;
        let mut body = repair(&product);
        body["customer_id"] = json!(CUSTOMER_A);
        let sent = submitted(&app, "engineer@agent-a.example", &body).await;
        let decision = &sent.body["decision"];
        assert_eq!((&decision["provider"], &decision["outcome"], &decision["payer"]), (&json!("agent"), &json!("free"), &Value::Null));
        approve(&app, &sent).await.expect(200);
        assert_eq!((used(&app, &made).await, fault(&app)), (1, None));
    }

    async fn warranty_runs_from_the_final_acceptance_of_the_contract(app: TestApp) {
        let product = device_of(&app, CUSTOMER_AGENT_A, "SN-1", "2022-06-01").await;
        let made = in_force(&app, &contract(CUSTOMER_AGENT_A, &product.id())).await;
        let there = format!("/api/v1/products/{}", product.id());
        let engineer = app.as_("engineer@agent-a.example");
        assert_eq!(engineer.get(&there).await.expect(200).body["coverage"]["warranty_until"], "2025-06-01");
        let body = json!({ "accepted_on": "2023-08-15" });
        app.as_(CLERK).post(&format!("{CONTRACTS}/{}/accept", made.id())).if_match(2).json(&body).await.expect(200);
        let coverage_now = engineer.get(&there).await.expect(200);
        assert_eq!(coverage_now.body["coverage"]["warranty_until"], "2026-08-15");
        engineer.get(&there).await.expect(200);
        app.browse("engineer@agent-a.example").get(&format!("/products/{}", product.id())).await.expect(200).shows("自合同终验日 2023-08-15 起算");
        let sent = submitted(&app, VENDOR, &repair(&product)).await;
        assert_eq!((&coverage(&sent)["accepted_on"], &coverage(&sent)["warranty"]), (&json!("2023-08-15"), &json!("covered")));
    }
}
