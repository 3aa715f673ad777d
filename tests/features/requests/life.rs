//! The way of a request from the customer's call to its end.

use serde_json::json;

use super::{CONTACT, ENGINEER, VENDOR_ENGINEER, fault, lines, raise, target, to};
use crate::both_engines;
use crate::support::{TestApp, fault_record_onsite, fixture};

both_engines! {
    async fn an_end_users_request_goes_to_its_agent_and_on_to_the_vendor(app: TestApp) {
        let (contact, agent, vendor) = (app.as_(CONTACT), app.as_(ENGINEER), app.as_(VENDOR_ENGINEER));
        let raised = raise(&contact, &fault(fixture::CUSTOMER_A)).await;
        let id = raised.id();
        assert_eq!(raised.body["holder"], "agent");
        assert_eq!(raised.body["decision"]["payer"], "end_user", "its agent does it and charges it");
        assert!(raised.body["number"].as_str().unwrap().starts_with("SR-20260302-"));
        let path = format!("/api/v1/requests/{id}");
        vendor.get(&path).await.expect(404);

        assert_eq!(to(&agent, &id, "accepted", "").await.expect(200).body["assignee_name"], "甲工");
        to(&agent, &id, "in_progress", "").await.expect(200);
        to(&agent, &id, "waiting_customer", "").await.refused(422, "invalid_fields");
        to(&agent, &id, "waiting_customer", "等客户提供日志").await.expect(200);
        let answer = json!({ "body": "日志已发", "visibility": "public" });
        let back = contact.post(&format!("{path}/messages")).json(&answer).await.expect(201);
        assert_eq!(back.body["status"], "in_progress", "the customer's answer ends the wait");

        let ahead = agent.get(&format!("{path}/escalation")).await.expect(200);
        assert_eq!(ahead.body["outcome"], "charged");
        assert_eq!(ahead.body["payer"], "agent");
        assert!(ahead.body["estimate"]["total_fen"].as_i64().unwrap() > 0);
        let handed = to(&agent, &id, "escalated", "需要厂商到现场").await.expect(200);
        assert_eq!((&handed.body["status"], &handed.body["holder"]), (&json!("new"), &json!("vendor")));
        assert_eq!(handed.body["decision"]["payer"], "agent", "decided anew for the vendor");
        assert_eq!(lines(&handed, "escalated")[0]["data"]["tried"], "远程重启服务，未恢复");
        target(&handed, "vendor", "respond");
        let seen = contact.get(&path).await.expect(200);
        assert!(lines(&seen, "escalated").is_empty(), "what was tried is not the customer's");
        assert_eq!(seen.body["decision"]["payer"], "end_user", "nor is what the agent pays");
        assert!(seen.body["targets"].as_array().unwrap().iter().all(|target| target["clock"] == "customer"));

        to(&agent, &id, "accepted", "").await.refused(403, "not_yours_to_serve");
        to(&vendor, &id, "accepted", "").await.expect(200);
        to(&vendor, &id, "in_progress", "").await.expect(200);
        let visit = json!({ "kind": "visit", "body": "到达现场" });
        vendor.post(&format!("{path}/notes")).json(&visit).await.expect(201);
        to(&vendor, &id, "resolved", "").await.expect(200);
        to(&contact, &id, "closed", "").await.refused(409, "record_missing");
        let confirmed = to(&contact, &id, "confirmed", "").await.expect(200);
        assert_eq!(confirmed.body["status"], "resolved", "its record is still missing");

        let mut body = fault_record_onsite(fixture::CUSTOMER_A, fixture::KUNMING);
        body["escalated"] = json!(true);
        body["request_id"] = json!(id);
        let draft = vendor.post("/api/v1/fault-records").json(&body).await.expect(201);
        let record = format!("/api/v1/fault-records/{}", draft.id());
        vendor.post(&format!("{record}/submit")).if_match(draft.version()).await.expect(200);
        let closed = contact.get(&path).await.expect(200);
        assert_eq!(closed.body["status"], "closed");
        assert!(closed.body["ended_at"].is_string());
    }

    async fn an_agents_own_and_a_key_accounts_go_to_the_vendor_at_once(app: TestApp) {
        let agent = app.as_(ENGINEER);
        let own = raise(&agent, &fault(fixture::CUSTOMER_AGENT_A)).await;
        assert_eq!(own.body["holder"], "vendor");
        to(&agent, &own.id(), "accepted", "").await.refused(403, "not_yours_to_serve");
        let key = raise(&app.as_("contact@keyaccount.example"), &fault(fixture::CUSTOMER_KEY)).await;
        assert_eq!((&key.body["holder"], &key.body["decision"]["outcome"]), (&json!("vendor"), &json!("free")));
        let mine = app.as_("kam@vendor.example").get("/api/v1/requests").await.expect(200);
        assert_eq!(mine.items().len(), 1, "the manager sees its key accounts alone");
    }

    async fn a_level_x_is_not_handed_on(app: TestApp) {
        let agent = app.as_(ENGINEER);
        let mut body = fault(fixture::CUSTOMER_A);
        body["service_code"] = json!("SPSL005");
        let raised = raise(&agent, &body).await;
        assert_eq!(raised.body["decision"]["outcome"], "not_provided");
        let refused = to(&agent, &raised.id(), "escalated", "请厂商介绍").await.refused(422, "invalid_fields");
        assert_eq!(refused.faults(), ["to: not_provided"]);
    }

    async fn a_prospect_without_an_agent_gets_advice_from_the_desk(app: TestApp) {
        let specialist = app.as_("specialist@vendor.example");
        let new = json!({ "name": "己示例医院", "class": "end_user", "city": "530100" });
        let prospect = specialist.post("/api/v1/customers").json(&new).await.expect(201);
        let mut body = fault("0198c0de-0000-7000-8000-000000000000".parse().unwrap());
        body["customer_id"] = prospect.body["id"].clone();
        let refused = specialist.post("/api/v1/requests").json(&body).await.refused(422, "invalid_fields");
        assert_eq!(refused.faults(), ["customer_id: no_agent"]);
        (body["kind"], body["service_code"]) = (json!("question"), json!("SPSR001"));
        let asked = raise(&specialist, &body).await;
        assert_eq!(asked.body["holder"], "vendor");
    }

    async fn the_second_of_two_hears_who_was_faster(app: TestApp) {
        let (one, two) = (app.as_(ENGINEER), app.as_("manager@agent-a.example"));
        let raised = raise(&one, &fault(fixture::CUSTOMER_A)).await;
        let path = format!("/api/v1/requests/{}/transitions", raised.id());
        let accept = json!({ "to": "accepted" });
        let first = one.post(&path).if_match(raised.version()).json(&accept).await.expect(200);
        let name = first.body["assignee_name"].as_str().unwrap();
        let second = two.post(&path).if_match(raised.version()).json(&accept).await;
        let second = second.refused(409, "already_accepted");
        assert!(second.body["detail"].as_str().unwrap().contains(name), "{}", second.text);
    }
}
