//! Who should have a request (2.3, 4.1), what a customer was promised (3.1), and prospects without an agent.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tierdesk::platform::db::Id;

use super::{CONTACT, ENGINEER, VENDOR_ENGINEER, fault, lines, pass, raise, target, to};
use crate::both_engines;
use crate::support::fixture::{
    AGENT_A, AGENT_B, CUSTOMER_A, CUSTOMER_AGENT_A, CUSTOMER_B, CUSTOMER_KEY, KUNMING, MISSING, SHENZHEN,
};
use crate::support::{Answer, Client, TestApp, person};

const MANAGER: &str = "manager@agent-a.example";
const SPECIALIST: &str = "specialist@vendor.example";

async fn candidates(who: &Client, id: &str) -> Vec<Value> {
    let found = who.get(&format!("/api/v1/requests/{id}/candidates")).await.expect(200);
    found.body.as_array().unwrap().clone()
}

async fn assign(who: &Client, id: &str, email: &str, reason: Option<&str>) -> Answer {
    let path = format!("/api/v1/requests/{id}");
    let version = who.get(&path).await.expect(200).version();
    let mut body = json!({ "user_id": person(email).id });
    if let Some(reason) = reason {
        body["reason"] = json!(reason);
    }
    who.post(&format!("{path}/assignment")).if_match(version).json(&body).await
}

async fn change(who: &Client, customer: Id, patch: Value) -> Answer {
    let path = format!("/api/v1/customers/{customer}");
    let version = who.get(&path).await.expect(200).version();
    who.patch(&path).if_match(version).json(&patch).await
}

async fn prospect(app: &TestApp, code: &str) -> Answer {
    let specialist = app.as_(SPECIALIST);
    let body = json!({ "name": "云南示例医院", "class": "end_user", "city": "530300" });
    let customer = specialist.post("/api/v1/customers").json(&body).await.expect(201);
    let body = json!({
        "customer_id": customer.id(), "kind": "question", "subject": "想了解产品", "service_code": code,
        "severity": 4,
    });
    specialist.post("/api/v1/requests").json(&body).await
}

both_engines! {
    async fn the_fixed_engineer_comes_first_then_the_least_laden(app: TestApp) {
        let manager = app.as_(MANAGER);
        let raised = raise(&app.as_(ENGINEER), &fault(CUSTOMER_A)).await;
        let found = candidates(&manager, &raised.id()).await;
        let names: Vec<&str> = found.iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["甲工", "甲经理"], "alike but for their names");
        assert_eq!(found[0]["distance"], "other", "深圳 is not 昆明");
        assert_eq!(found[0]["organisation"], "甲方示例代理");
        let shown = json!(["持有效上岗资格", "与现场不同省", "手上有 0 个未结请求"]);
        assert_eq!(found[0]["reasons"], shown);
        // With a request in hand the engineer comes after the manager.
        to(&app.as_(ENGINEER), &raised.id(), "accepted", "").await.expect(200);
        let second = raise(&app.as_(ENGINEER), &fault(CUSTOMER_A)).await;
        let found = candidates(&manager, &second.id()).await;
        assert_eq!((&found[0]["name"], &found[1]["open_requests"]), (&json!("甲经理"), &json!(1)));
        // Whoever knows the customer comes first all the same.
        change(&manager, CUSTOMER_A, json!({ "fixed_engineer_id": person(ENGINEER).id })).await.expect(200);
        let found = candidates(&manager, &second.id()).await;
        assert_eq!((&found[0]["name"], &found[0]["fixed"]), (&json!("甲工"), &json!(true)));
    }

    async fn the_nearest_engineer_of_the_vendor_comes_first(app: TestApp) {
        let admin = app.as_("admin@vendor.example");
        let path = format!("/api/v1/users/{}", person("kam@vendor.example").id);
        let version = admin.get(&path).await.expect(200).version();
        let refused = admin.patch(&path).if_match(version).json(&json!({ "city": "999999" })).await.expect(422);
        assert_eq!(refused.faults(), ["city: not_a_city"]);
        admin.patch(&path).if_match(version).json(&json!({ "city": KUNMING })).await.expect(200);
        let mut body = fault(CUSTOMER_KEY);
        body["city"] = json!(KUNMING);
        body["severity"] = json!(1);
        let raised = raise(&app.as_("contact@keyaccount.example"), &body).await;
        let found = candidates(&app.as_(SPECIALIST), &raised.id()).await;
        assert_eq!((&found[0]["name"], &found[0]["distance"]), (&json!("大客"), &json!("same_city")));
        let last = found.last().unwrap();
        assert_eq!((&last["name"], &last["qualified"]), (&json!("产品"), &json!(false)), "cannot go at all");
    }

    async fn another_than_the_first_proposal_needs_a_reason(app: TestApp) {
        let manager = app.as_(MANAGER);
        let raised = raise(&app.as_(ENGINEER), &fault(CUSTOMER_A)).await;
        let refused = assign(&manager, &raised.id(), MANAGER, None).await.expect(422);
        assert_eq!(refused.faults(), ["reason: required"]);
        assign(&manager, &raised.id(), ENGINEER, None).await.expect(200);
        let given = assign(&manager, &raised.id(), MANAGER, Some("客户点名")).await.expect(200);
        let line = lines(&given, "assigned").into_iter().find(|line| line["body"] == "客户点名").unwrap().clone();
        assert_eq!(line["visibility"], "internal");
        assert_eq!(line["data"]["reasons"][0]["code"], "qualified");
        assert!(line["data"]["proposed"]["reasons"].is_array(), "{line}");
    }

    async fn only_whoever_serves_sees_the_candidates(app: TestApp) {
        let raised = raise(&app.as_(ENGINEER), &fault(CUSTOMER_A)).await;
        let there = format!("/api/v1/requests/{}/candidates", raised.id());
        app.as_("manager@agent-b.example").get(&there).await.refused(404, "not_found");
        app.as_(SPECIALIST).get(&there).await.refused(403, "not_yours_to_serve");
        app.as_(CONTACT).get(&there).await.expect(403);
        let before = app.statements();
        candidates(&app.as_(MANAGER), &raised.id()).await;
        let few = app.statements() - before;
        assert!(few <= 12, "login, session and six: {few}");
    }

    async fn who_may_say_what_of_a_customer(app: TestApp) {
        let (manager, specialist) = (app.as_(MANAGER), app.as_(SPECIALIST));
        let engineer = |email: &str| json!({ "fixed_engineer_id": person(email).id });
        for (who, patch, fault) in [
            (&manager, engineer("engineer@agent-b.example"), "fixed_engineer_id: not_found"),
            (&manager, engineer(VENDOR_ENGINEER), "fixed_engineer_id: not_found"),
            (&manager, json!({ "fixed_engineer_id": MISSING }), "fixed_engineer_id: not_found"),
            (&manager, json!({ "sla_profile": "vip" }), "sla_profile: not_allowed"),
            (&specialist, engineer("engineer@agent-b.example"), "fixed_engineer_id: not_found"),
            (&specialist, json!({ "sla_profile": "gold" }), "sla_profile: not_an_option"),
            (&specialist, json!({ "apply_to_open": true }), "apply_to_open: not_allowed"),
        ] {
            assert_eq!(change(who, CUSTOMER_A, patch.clone()).await.expect(422).faults(), [fault], "{patch}");
        }
        let set = change(&manager, CUSTOMER_A, engineer(ENGINEER)).await.expect(200);
        assert_eq!(set.body["fixed_engineer_name"], "甲工");
        change(&specialist, CUSTOMER_A, engineer(VENDOR_ENGINEER)).await.expect(200);
        // Whoever knew the systems for the old agent is not proposed to the new one.
        let moved = change(&specialist, CUSTOMER_A, json!({ "agent_id": AGENT_B })).await.expect(200);
        assert_eq!(moved.body["fixed_engineer_id"], Value::Null);
    }

    async fn a_customer_says_itself_whether_colleagues_see_requests(app: TestApp) {
        let contact = app.as_(CONTACT);
        let there = format!("/api/v1/customers/{CUSTOMER_A}");
        let own = contact.get(&there).await.expect(200);
        assert_eq!(own.body["requests_shared"], true);
        let body = json!({ "requests_shared": false });
        let sharing = format!("{there}/sharing");
        app.as_(MANAGER).post(&sharing).if_match(1).json(&body).await.expect(403);
        app.as_("contact@enduser-b.example").post(&sharing).if_match(1).json(&body).await.refused(404, "not_found");
        contact.post(&sharing).json(&body).await.expect(428);
        let apart = contact.post(&sharing).if_match(own.version()).json(&body).await.expect(200);
        assert_eq!(apart.body["requests_shared"], false);
        let raised = raise(&app.as_(ENGINEER), &fault(CUSTOMER_A)).await;
        contact.get(&format!("/api/v1/requests/{}", raised.id())).await.refused(404, "not_found");
        let visitor = app.browse(CONTACT);
        let page = visitor.get(&format!("/customers/{CUSTOMER_A}")).await.expect(200);
        assert!(page.text.contains("改为同事可见"));
        let version = apart.version().to_string();
        let fields = [("_csrf", visitor.csrf()), ("version", version.as_str()), ("requests_shared", "true")];
        visitor.post(&format!("/customers/{CUSTOMER_A}/sharing"), &fields).await.expect(303);
        contact.get(&format!("/api/v1/requests/{}", raised.id())).await.expect(200);
    }

    async fn an_agreement_recomputes_open_requests_and_keeps_breaches(app: TestApp) {
        let old = raise(&app.as_(ENGINEER), &fault(CUSTOMER_AGENT_A)).await;
        assert_eq!(old.body["profile"], "response-system");
        pass(&app, TimeDelta::days(8));
        let specialist = app.as_(SPECIALIST);
        let breached = specialist.get(&format!("/api/v1/requests/{}", old.id())).await.expect(200);
        assert!(target(&breached, "customer", "respond")["breached_at"].is_string());
        change(&specialist, CUSTOMER_AGENT_A, json!({ "sla_profile": "project" })).await.expect(200);
        let same = specialist.get(&format!("/api/v1/requests/{}", old.id())).await.expect(200);
        assert_eq!(same.body["profile"], "response-system", "only what is raised from now on");
        let new = raise(&app.as_(ENGINEER), &fault(CUSTOMER_AGENT_A)).await;
        assert_eq!(new.body["profile"], "project");
        let back = json!({ "sla_profile": null, "apply_to_open": true });
        change(&specialist, CUSTOMER_AGENT_A, back).await.expect(200);
        let follows = specialist.get(&format!("/api/v1/requests/{}", new.id())).await.expect(200);
        assert_eq!(follows.body["profile"], "response-system");
        let agreed = json!({ "sla_profile": "project", "apply_to_open": true });
        change(&specialist, CUSTOMER_AGENT_A, agreed).await.expect(200);
        let anew = specialist.get(&format!("/api/v1/requests/{}", old.id())).await.expect(200);
        assert_eq!(anew.body["profile"], "project");
        let targets = anew.body["targets"].as_array().unwrap();
        let kept = targets.iter().filter(|one| one["profile"] == "response-system" && one["breached_at"].is_string());
        assert!(kept.count() >= 1, "what was breached stays breached: {targets:?}");
        // A severity that the new profile lacks: nothing is stored.
        let mut body = fault(CUSTOMER_B);
        (body["contact"], body["severity"]) = (json!({ "name": "丁" }), json!(4));
        raise(&app.as_("engineer@agent-b.example"), &body).await;
        let refused = change(&specialist, CUSTOMER_B, json!({ "sla_profile": "vip", "apply_to_open": true })).await;
        assert_eq!(refused.expect(422).faults(), ["apply_to_open: lacks_severity"]);
        let kept = specialist.get(&format!("/api/v1/customers/{CUSTOMER_B}")).await.expect(200);
        assert_eq!(kept.body["sla_profile"], Value::Null);
    }

    async fn a_prospect_is_given_to_the_nearest_agent(app: TestApp) {
        let specialist = app.as_(SPECIALIST);
        let raised = prospect(&app, "SPSR001").await.expect(201);
        assert_eq!((&raised.body["holder"], &raised.body["agent_id"]), (&json!("vendor"), &Value::Null));
        let there = format!("/api/v1/requests/{}", raised.id());
        let found = specialist.get(&format!("{there}/agents")).await.expect(200);
        assert_eq!(found.body[0]["agent_id"], json!(AGENT_B), "昆明 is in the province of 曲靖: {}", found.body);
        assert_eq!(found.body[0]["distance"], "same_province");
        assert_eq!(found.body[1]["city"], SHENZHEN);
        let hand = |agent: Id, reason: &str| {
            let body = json!({ "agent_id": agent, "reason": reason });
            let request = specialist.post(&format!("{there}/agent")).if_match(1).json(&body);
            async move { request.await }
        };
        assert_eq!(hand(AGENT_A, "").await.expect(422).faults(), ["reason: required"]);
        assert_eq!(hand(MISSING, "").await.expect(422).faults(), ["agent_id: not_found"]);
        app.as_(MANAGER).get(&there).await.refused(404, "not_found");
        let given = hand(AGENT_B, "").await.expect(200);
        assert_eq!(
            (&given.body["holder"], &given.body["status"], &given.body["agent_id"]),
            (&json!("agent"), &json!("new"), &json!(AGENT_B))
        );
        let agent = app.as_("manager@agent-b.example");
        agent.get(&there).await.expect(200);
        let customer = given.body["customer_id"].as_str().unwrap();
        assert_eq!(agent.get(&format!("/api/v1/customers/{customer}")).await.expect(200).body["agent_id"], json!(AGENT_B));
        let told = agent.get("/api/v1/notices").await.expect(200);
        assert!(told.items().iter().any(|notice| notice["kind"] == "request_raised"), "{}", told.body);
        let again = specialist.post(&format!("{there}/agent")).if_match(given.version())
            .json(&json!({ "agent_id": AGENT_A })).await;
        again.refused(409, "has_an_agent");
        app.as_(VENDOR_ENGINEER).get(&there).await.refused(404, "not_found");
    }

    async fn a_prospect_without_an_agent_gets_advice_alone(app: TestApp) {
        prospect(&app, "SPSR004").await.expect(422);
        prospect(&app, "SPSR003").await.expect(201);
    }
}
