//! The record of a request (2.3, 4.1): begun with everything that is known, shown on both sides, seen by sight.

use serde_json::json;

use super::{CONTACT, ENGINEER, VENDOR_ENGINEER, fault, raise, to};
use crate::both_engines;
use crate::support::TestApp;
use crate::support::fixture::{CUSTOMER_A, CUSTOMER_AGENT_A, CUSTOMER_B, MISSING};

both_engines! {
    async fn one_call_begins_the_record_with_everything_that_is_known(app: TestApp) {
        let engineer = app.as_(ENGINEER);
        let raised = raise(&engineer, &fault(CUSTOMER_A)).await;
        to(&engineer, &raised.id(), "accepted", "").await.expect(200);
        let there = format!("/api/v1/requests/{}", raised.id());
        let draft = engineer.post(&format!("{there}/record")).await.expect(201);
        assert_eq!(draft.header("location"), format!("/api/v1/fault-records/{}", draft.id()));
        for (name, value) in [
            ("request_id", json!(raised.id())), ("customer_id", json!(CUSTOMER_A)), ("service_code", json!("SASL012")),
            ("city", json!("530100")), ("product", json!("防水墙")), ("serial", json!("SN-1")), ("severity", json!(3)),
            ("channel", raised.body["channel"].clone()), ("status", json!("draft")),
            ("contact", json!({ "name": "丙联络", "phone": "13800138000" })), ("engineers", json!(["甲工"])),
            ("symptom", json!("客户端大面积掉线\n上午起约三成客户端无法连接服务器")),
        ] {
            assert_eq!(draft.body[name], value, "{name}");
        }
        assert!(draft.body["reported_at"].is_string() && draft.body["responded_at"].is_string());
        let records = format!("{there}/records");
        let seen = engineer.get(&records).await.expect(200);
        assert_eq!(seen.items()[0]["number"], draft.body["number"]);
        assert_eq!(seen.items()[0]["status"], "draft");
        // A draft is its author's organisation's alone.
        assert!(app.as_("specialist@vendor.example").get(&records).await.expect(200).items().is_empty());
        assert!(app.as_(CONTACT).get(&records).await.expect(200).items().is_empty());
        app.as_("engineer@agent-b.example").get(&records).await.refused(404, "not_found");
    }

    async fn whoever_does_not_serve_it_begins_no_record(app: TestApp) {
        let raised = raise(&app.as_(ENGINEER), &fault(CUSTOMER_A)).await;
        let there = format!("/api/v1/requests/{}/record", raised.id());
        app.as_("engineer@agent-b.example").post(&there).await.refused(404, "not_found");
        app.as_("specialist@vendor.example").post(&there).await.refused(403, "not_yours_to_serve");
        app.as_(CONTACT).post(&there).await.expect(403);
        let mut body = fault(CUSTOMER_AGENT_A);
        (body["service_code"], body["kind"]) = (json!("SASL011"), json!("planned_assistance"));
        body.as_object_mut().unwrap().remove("severity");
        let inspection = raise(&app.as_(ENGINEER), &body).await;
        let there = format!("/api/v1/requests/{}/record", inspection.id());
        app.as_(VENDOR_ENGINEER).post(&there).await.refused(409, "no_record_form");
    }

    async fn the_vendors_record_of_an_escalated_request_says_so(app: TestApp) {
        let engineer = app.as_(ENGINEER);
        let raised = raise(&engineer, &fault(CUSTOMER_A)).await;
        to(&engineer, &raised.id(), "escalated", "解决不了").await.expect(200);
        let there = format!("/api/v1/requests/{}/record", raised.id());
        let draft = app.as_(VENDOR_ENGINEER).post(&there).await.expect(201);
        assert_eq!(draft.body["escalated"], true);
        let own = engineer.post(&there).await.expect(201);
        assert!(own.body.get("escalated").is_none_or(|said| said != &json!(true)), "the agent's own work is not");
    }

    async fn a_form_begins_with_the_request_and_keeps_it(app: TestApp) {
        let raised = raise(&app.as_(ENGINEER), &fault(CUSTOMER_A)).await;
        let visitor = app.browse(ENGINEER);
        let there = format!("/fault-records/new?request={}", raised.id());
        let form = visitor.get(&there).await.expect(200);
        let number = raised.body["number"].as_str().unwrap();
        assert!(form.text.contains(number) && form.text.contains("上午起约三成客户端无法连接服务器"));
        let carried = form.hidden("request_id").unwrap().to_string();
        let customer = CUSTOMER_A.to_string();
        let said = [("customer_id", customer.as_str()), ("request_id", carried.as_str()), ("cause", "交换机端口故障")];
        let saved = visitor.submit(&form, "/fault-records/new", &said).await.expect(303);
        let edit = visitor.follow(&saved).await.expect(200);
        assert!(edit.text.contains(number), "the draft keeps its request");
        let id = saved.headers["location"].to_str().unwrap().split('/').nth(2).unwrap().to_string();
        let said = [("customer_id", customer.as_str()), ("cause", "端口老化")];
        visitor.submit(&edit, &format!("/fault-records/{id}/edit"), &said).await.expect(303);
        let record = app.as_(ENGINEER).get(&format!("/api/v1/fault-records/{id}")).await.expect(200);
        assert_eq!((&record.body["request_id"], &record.body["cause"]), (&json!(raised.id()), &json!("端口老化")));
        assert!(visitor.get(&format!("/fault-records/{id}")).await.expect(200).text.contains(number));
        app.browse("engineer@agent-b.example").get(&there).await.expect(404);
        visitor.get(&format!("/fault-records/new?request={MISSING}")).await.expect(404);
    }

    async fn advice_before_the_sale_ends_in_a_pre_sale_report(app: TestApp) {
        let engineer = app.as_("engineer@agent-b.example");
        let body = json!({
            "customer_id": CUSTOMER_B, "kind": "question", "subject": "方案咨询", "service_code": "SPSR006",
        });
        let raised = raise(&engineer, &body).await;
        let draft = engineer.post(&format!("/api/v1/requests/{}/record", raised.id())).await.expect(201);
        assert!(draft.header("location").starts_with("/api/v1/pre-sale-reports/"));
        assert_eq!(draft.body["request_id"], json!(raised.id()));
        let page = app.browse("engineer@agent-b.example");
        page.get(&format!("/pre-sale-reports/new?request={}", raised.id())).await.expect(200);
        // A request of somebody else's is as good as none.
        let foreign = raise(&app.as_(ENGINEER), &fault(CUSTOMER_A)).await;
        let body = json!({ "customer_id": CUSTOMER_B, "request_id": foreign.id() });
        let refused = engineer.post("/api/v1/pre-sale-reports").json(&body).await.expect(422);
        assert_eq!(refused.faults(), ["request_id: not_found"]);
    }
}
