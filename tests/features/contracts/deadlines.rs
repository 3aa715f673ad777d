//! The profile of deadlines that a contract names (3.1): before the customer's own and that of its class.

use serde_json::json;

use super::{device_of, device_of_a, fault};
use crate::both_engines;
use crate::support::TestApp;
use crate::support::contracts::{CLERK, CONTRACTS, contract, in_force};
use crate::support::fixture::{CUSTOMER_A, CUSTOMER_AGENT_A};

const DESK: &str = "specialist@vendor.example";

fn broken(customer: tierdesk::platform::db::Id, serial: Option<&str>) -> serde_json::Value {
    json!({
        "customer_id": customer, "kind": "fault", "severity": 3, "service_code": "SASR008", "subject": "策略不生效",
        "serial": serial,
    })
}

async fn profile(app: &TestApp, body: &serde_json::Value) -> String {
    let raised = app.as_("engineer@agent-a.example").post("/api/v1/requests").json(body).await.expect(201);
    raised.body["profile"].as_str().unwrap().to_string()
}

both_engines! {
    async fn a_contract_goes_before_the_customers_own_profile(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let free = device_of_a(&app, "SN-2").await;
        let desk = app.as_(DESK);
        let there = format!("/api/v1/customers/{CUSTOMER_A}");
        let version = desk.get(&there).await.expect(200).version();
        desk.patch(&there).if_match(version).json(&json!({ "sla_profile": "standard" })).await.expect(200);
        assert_eq!(profile(&app, &broken(CUSTOMER_A, Some("SN-1"))).await, "standard");
        let mut body = contract(CUSTOMER_A, &product.id());
        body["sla_profile"] = json!("project");
        let made = in_force(&app, &body).await;
        assert_eq!(profile(&app, &broken(CUSTOMER_A, Some("sn-1"))).await, "project");
        // Of the customer, where nobody says which device; not of a device that it does not cover.
        assert_eq!(profile(&app, &broken(CUSTOMER_A, None)).await, "project");
        assert_eq!(profile(&app, &broken(CUSTOMER_A, free.body["serial"].as_str())).await, "standard");
        // No fault, no contract; and what the desk names goes before everything.
        let question = json!({ "customer_id": CUSTOMER_A, "kind": "question", "subject": "如何升级" });
        assert_eq!(profile(&app, &question).await, "standard");
        let mut named = broken(CUSTOMER_A, Some("SN-1"));
        named["profile"] = json!("response-system");
        let raised = desk.post("/api/v1/requests").json(&named).await.expect(201);
        assert_eq!(raised.body["profile"], "response-system");
        // The form says it before it is sent.
        let visitor = app.browse(DESK);
        let customer = CUSTOMER_A.to_string();
        let typed = [
            ("_csrf", visitor.csrf()), ("customer_id", customer.as_str()), ("kind", "fault"), ("serial", "SN-1"), ("severity", "3"),
        ];
        visitor.post("/requests/entitlement", &typed).await.expect(200).shows("项目合同（含违约条款）");
        let end = json!({ "last_on": "2026-03-02", "reason": "设备停用" });
        app.as_(CLERK).post(&format!("{CONTRACTS}/{}/end", made.id())).if_match(2).json(&end).await.expect(200);
        app.clock.advance(chrono::TimeDelta::days(1));
        assert_eq!(profile(&app, &broken(CUSTOMER_A, Some("SN-1"))).await, "standard");
    }

    async fn a_profile_that_is_gone_is_passed_over_before_it_is_sent_as_well(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let desk = app.as_(DESK);
        let there = format!("/api/v1/customers/{CUSTOMER_A}");
        let version = desk.get(&there).await.expect(200).version();
        desk.patch(&there).if_match(version).json(&json!({ "sla_profile": "project" })).await.expect(200);
        let mut body = contract(CUSTOMER_A, &product.id());
        body["sla_profile"] = json!("standard");
        in_force(&app, &body).await;
        app.disarm("contracts");
        app.execute("UPDATE contracts SET sla_profile = 'gone'");
        assert_eq!(profile(&app, &broken(CUSTOMER_A, Some("SN-1"))).await, "project");
        let visitor = app.browse(DESK);
        let customer = CUSTOMER_A.to_string();
        let typed = [
            ("_csrf", visitor.csrf()), ("customer_id", customer.as_str()), ("kind", "fault"), ("serial", "SN-1"), ("severity", "3"),
        ];
        visitor.post("/requests/entitlement", &typed).await.expect(200).shows("项目合同（含违约条款）");
    }

    async fn a_serial_that_is_said_later_moves_deadlines_and_decision(app: TestApp) {
        let product = device_of(&app, CUSTOMER_AGENT_A, "SN-1", "2020-01-10").await;
        device_of(&app, CUSTOMER_AGENT_A, "SN-2", "2020-01-10").await;
        let mut terms = contract(CUSTOMER_AGENT_A, &product.id());
        terms["sla_profile"] = json!("project");
        in_force(&app, &terms).await;
        let mut body = broken(CUSTOMER_AGENT_A, Some("SN-2"));
        (body["service_code"], body["city"]) = (json!("SASL012"), json!("440100"));
        let engineer = app.as_("engineer@agent-a.example");
        let raised = engineer.post("/api/v1/requests").json(&body).await.expect(201);
        assert_eq!((&raised.body["profile"], &raised.body["decision"]["outcome"]), (&json!("response-system"), &json!("charged")));
        let there = format!("/api/v1/requests/{}", raised.id());
        app.clock.advance(chrono::TimeDelta::seconds(1));
        let said = engineer.patch(&there).if_match(1).json(&json!({ "serial": "SN-1" })).await.expect(200);
        assert_eq!((&said.body["profile"], &said.body["decision"]["outcome"]), (&json!("project"), &json!("free")));
        assert_ne!(said.body["next_due_at"], raised.body["next_due_at"]);
        let running = |of: &serde_json::Value| of["replaced_at"].is_null();
        let targets = said.body["targets"].as_array().unwrap();
        assert!(targets.iter().filter(|of| running(of)).all(|of| of["profile"] == "project"), "{targets:?}");
        app.clock.advance(chrono::TimeDelta::seconds(1));
        let back = engineer.patch(&there).if_match(2).json(&json!({ "serial": "SN-2" })).await.expect(200);
        assert_eq!((&back.body["profile"], &back.body["decision"]["outcome"]), (&json!("response-system"), &json!("charged")));
        assert_eq!(back.body["next_due_at"], raised.body["next_due_at"]);
        // A profile that the desk named stays.
        let desk = app.as_(DESK);
        desk.patch(&there).if_match(3).json(&json!({ "profile": "standard" })).await.expect(200);
        app.clock.advance(chrono::TimeDelta::seconds(1));
        let named = desk.patch(&there).if_match(4).json(&json!({ "serial": "SN-1" })).await.expect(200);
        assert_eq!((&named.body["profile"], &named.body["decision"]["outcome"]), (&json!("standard"), &json!("free")));
        assert_eq!(fault(&app), None);
    }

    async fn a_customer_says_another_serial_until_somebody_is_at_work(app: TestApp) {
        device_of_a(&app, "SN-1").await;
        let contact = app.as_("contact@enduser-a.example");
        let raised = contact.post("/api/v1/requests").json(&broken(CUSTOMER_A, None)).await.expect(201);
        let there = format!("/api/v1/requests/{}", raised.id());
        let said = contact.patch(&there).if_match(1).json(&json!({ "serial": "SN-1" })).await.expect(200);
        assert_eq!(said.body["serial"], "SN-1");
        let page = app.browse("contact@enduser-a.example").get(&format!("/requests/{}/edit", raised.id())).await.expect(200);
        page.shows("name=\"serial\"");
        let engineer = app.as_("engineer@agent-a.example");
        let moved = engineer.post(&format!("{there}/transitions")).if_match(2).json(&json!({ "to": "accepted" })).await.expect(200);
        let late = json!({ "serial": "SN-9", "subject": "策略仍不生效" });
        let refused = contact.patch(&there).if_match(moved.version()).json(&late).await.refused(422, "invalid_fields");
        assert_eq!(refused.faults(), ["serial: not_allowed"]);
        let page = app.browse("contact@enduser-a.example").get(&format!("/requests/{}/edit", raised.id())).await.expect(200);
        page.shows("name=\"subject\"").hides("name=\"serial\"");
        engineer.patch(&there).if_match(moved.version()).json(&late).await.expect(200);
    }

    async fn a_request_shows_what_its_contract_makes_free(app: TestApp) {
        let product = device_of(&app, CUSTOMER_AGENT_A, "SN-1", "2020-01-10").await;
        let made = in_force(&app, &contract(CUSTOMER_AGENT_A, &product.id())).await;
        let mut body = broken(CUSTOMER_AGENT_A, Some("SN-1"));
        (body["service_code"], body["city"]) = (json!("SASL012"), json!("440100"));
        let raised = app.as_("engineer@agent-a.example").post("/api/v1/requests").json(&body).await.expect(201);
        let page = app.browse(DESK).get(&format!("/requests/{}", raised.id())).await.expect(200);
        page.shows(made.body["number"].as_str().unwrap());
        assert_eq!(fault(&app), None);
    }
}
