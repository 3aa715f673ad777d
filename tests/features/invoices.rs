//! What stands on a payer's invoices (chapter 10).

use serde_json::{Value, json};

use crate::both_engines;
use crate::support::TestApp;
use crate::support::fixture::{AGENT_A, AGENT_B, KEY_ACCOUNT, MISSING, VENDOR};

const BILLING: &str = "billing@vendor.example";

fn path(payer: impl std::fmt::Display) -> String {
    format!("/api/v1/accounts/{payer}/invoice-data")
}

fn data(tax_number: &str) -> Value {
    json!({ "kind": "special", "title": "甲方示例代理有限公司", "tax_number": tax_number, "bank": "示例银行深圳分行" })
}

both_engines! {
    async fn a_payer_and_billing_say_what_stands_on_the_invoice(app: TestApp) {
        let manager = app.as_("manager@agent-a.example");
        let none = manager.get(&path(AGENT_A)).await.expect(200);
        assert_eq!((none.version(), none.body["title"].as_str()), (0, Some("")));
        manager.patch(&path(AGENT_A)).json(&data("91110000101623741K")).await.expect(428);
        let faulty = manager.patch(&path(AGENT_A)).if_match(0).json(&json!({ "kind": "other" })).await.expect(422);
        assert_eq!(faulty.faults(), ["kind: not_an_option", "title: required", "tax_number: required"]);
        let made = manager.patch(&path(AGENT_A)).if_match(0).json(&data("91110000101623741k")).await.expect(200);
        assert_eq!(made.body["tax_number"], "91110000101623741K");
        assert_eq!(made.body["warnings"], json!([]));
        manager.patch(&path(AGENT_A)).if_match(0).json(&data("1")).await.expect(412);
        let patch = json!({ "tax_number": "91110000101623742K", "bank": null });
        let odd = app.as_(BILLING).patch(&path(AGENT_A)).if_match(1).json(&patch).await.expect(200);
        assert_eq!(odd.body["warnings"][0]["code"], "tax_number_check", "warned of, never refused");
        assert_eq!((&odd.body["bank"], &odd.body["title"]), (&Value::Null, &json!("甲方示例代理有限公司")));
        assert_eq!(odd.body["changed_by_name"], "财一");
        assert_eq!(manager.get(&path(AGENT_A)).await.expect(200).body["changed_by_name"], "");
    }

    async fn nobody_sees_that_of_others(app: TestApp) {
        for (email, own, foreign) in [
            ("manager@agent-a.example", AGENT_A, AGENT_B),
            ("contact@keyaccount.example", KEY_ACCOUNT, AGENT_A),
            ("kam@vendor.example", KEY_ACCOUNT, AGENT_A),
            (BILLING, AGENT_A, VENDOR),
        ] {
            app.as_(email).get(&path(own)).await.expect(200);
            app.as_(email).get(&path(foreign)).await.expect(404);
            app.as_(email).get(&path(MISSING)).await.expect(404);
        }
        app.as_("manager@agent-a.example").patch(&path(AGENT_B)).if_match(0).json(&data("1")).await.expect(404);
        app.as_("kam@vendor.example").patch(&path(KEY_ACCOUNT)).if_match(0).json(&data("1")).await.expect(403);
        app.as_("engineer@agent-a.example").get(&path(AGENT_A)).await.expect(403);
    }

    async fn the_page_keeps_what_was_typed_and_warns(app: TestApp) {
        let visitor = app.browse("manager@agent-a.example");
        let there = format!("/billing/accounts/{AGENT_A}/invoice-data");
        let page = visitor.get(&there).await.expect(200);
        let typed = [("kind", "ordinary"), ("title", ""), ("tax_number", "123")];
        visitor.submit(&page, &there, &typed).await.expect(422).shows("123");
        let typed = [("kind", "ordinary"), ("title", "甲方"), ("tax_number", "123")];
        visitor.submit(&page, &there, &typed).await.expect(303);
        visitor.get(&there).await.expect(200).shows("一般为 18 位").shows("甲方");
        visitor.submit(&page, &there, &typed).await.expect(412);
        app.browse("auditor@vendor.example").get(&there).await.expect(200).shows("增值税普通发票").hides("<textarea");
    }
}
