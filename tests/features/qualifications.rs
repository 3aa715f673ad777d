//! Qualifications (上岗考试, 4.1): entered, revoked, seen, and needed for work on site.

use serde_json::{Value, json};
use tierdesk::platform::db::Id;

use crate::both_engines;
use crate::features::requests::{ENGINEER, VENDOR_ENGINEER, fault, raise, to};
use crate::support::fixture::{AGENT_B, CUSTOMER_A, CUSTOMER_B, MISSING, qualification_of};
use crate::support::{TestApp, person};

const REGISTER: &str = "/api/v1/qualifications";
const MANAGER: &str = "manager@vendor.example";

fn certificate(user: Id, number: &str) -> Value {
    json!({
        "user_id": user, "certificate_number": number, "scope": "现场安装", "passed_on": "2026-02-01",
        "valid_until": "2026-03-20",
    })
}

both_engines! {
    async fn a_qualification_is_entered_once_and_revoked_once(app: TestApp) {
        let manager = app.as_(MANAGER);
        let whose = person("product@vendor.example").id;
        let made = manager.post(REGISTER).json(&certificate(whose, "SG-9001")).await.expect(201);
        assert_eq!(made.header("location"), format!("{REGISTER}/{}", made.id()));
        assert_eq!(made.body["user_name"], "产品");
        assert_eq!((&made.body["valid"], &made.body["expiring"]), (&json!(true), &json!(true)), "18 days are left");
        let again = manager.post(REGISTER).json(&certificate(whose, "SG-9001")).await.expect(422);
        assert_eq!(again.faults(), ["certificate_number: taken"]);
        let there = format!("{REGISTER}/{}", made.id());
        manager.post(&format!("{there}/revoke")).json(&json!({ "reason": "录错" })).await.expect(428);
        let none = manager.post(&format!("{there}/revoke")).if_match(1).json(&json!({})).await.expect(422);
        assert_eq!(none.faults(), ["reason: required"]);
        let gone = manager.post(&format!("{there}/revoke")).if_match(1).json(&json!({ "reason": "录错" })).await;
        let gone = gone.expect(200);
        assert_eq!((&gone.body["valid"], &gone.body["revoked_reason"]), (&json!(false), &json!("录错")));
        manager.post(&format!("{there}/revoke")).if_match(2).json(&json!({ "reason": "又" })).await
            .refused(409, "already_revoked");
        manager.post(REGISTER).json(&certificate(whose, "SG-9001")).await.expect(201);
        let found = manager.get(&format!("{REGISTER}?user_id={whose}&sort=valid_until")).await.expect(200);
        assert_eq!(found.items().len(), 2);
        let found = manager.get(&format!("{REGISTER}?user_id={whose}&valid=true&expiring=true")).await.expect(200);
        assert_eq!(found.items().len(), 1);
        let found = manager.get(&format!("{REGISTER}?user_id={whose}&valid=false")).await.expect(200);
        assert_eq!(found.items()[0]["id"], json!(made.id()));
    }

    async fn what_makes_no_sense_is_refused(app: TestApp) {
        let manager = app.as_(MANAGER);
        let whose = person("product@vendor.example").id;
        for (field, value, fault) in [
            ("user_id", json!(MISSING), "user_id: not_found"),
            ("user_id", json!(person("auditor@vendor.example").id), "user_id: not_found"),
            ("user_id", json!(person("contact@enduser-a.example").id), "user_id: not_found"),
            ("passed_on", json!("2026-03-03"), "passed_on: in_future"),
            ("valid_until", json!("2026-01-31"), "valid_until: ends_before_start"),
            ("scope", json!(""), "scope: required"),
        ] {
            let mut body = certificate(whose, "SG-9002");
            body[field] = value;
            assert_eq!(manager.post(REGISTER).json(&body).await.expect(422).faults(), [fault]);
        }
    }

    async fn an_agents_manager_reads_its_own_people_alone(app: TestApp) {
        let manager = app.as_("manager@agent-a.example");
        let found = manager.get(REGISTER).await.expect(200);
        assert!(found.items().iter().all(|one| one["organisation_name"] == "甲方示例代理"));
        assert_eq!(found.items().len(), 2);
        assert!(manager.get(&format!("{REGISTER}?organisation_id={AGENT_B}")).await.expect(200).items().is_empty());
        let other = qualification_of("engineer@agent-b.example");
        manager.get(&format!("{REGISTER}/{other}")).await.refused(404, "not_found");
        app.as_(ENGINEER).get(REGISTER).await.expect(403);
        let page = app.browse("manager@agent-a.example").get("/qualifications").await.expect(200);
        assert!(page.text.contains("甲工") && !page.text.contains("乙工"));
        assert!(!page.text.contains("/qualifications/new"));
    }

    async fn nobody_unqualified_is_given_work_on_site(app: TestApp) {
        let engineer = app.as_("engineer@agent-b.example");
        let mut body = fault(CUSTOMER_B);
        body["contact"] = json!({ "name": "丁联络" });
        let raised = raise(&engineer, &body).await;
        let manager = app.as_("manager@agent-b.example");
        to(&manager, &raised.id(), "accepted", "").await.refused(409, "not_qualified");
        let own = json!({ "user_id": person("manager@agent-b.example").id });
        let there = format!("/api/v1/requests/{}/assignment", raised.id());
        let refused = manager.post(&there).if_match(1).json(&own).await.expect(422);
        assert_eq!(refused.faults(), ["user_id: not_qualified"]);
        // Advice from afar needs none, but then the work cannot become work on site.
        body["service_code"] = json!("SASR008");
        let remote = raise(&engineer, &body).await;
        let taken = to(&manager, &remote.id(), "accepted", "").await.expect(200);
        let onsite = json!({ "service_code": "SASL012" });
        let path = format!("/api/v1/requests/{}", remote.id());
        let refused = manager.patch(&path).if_match(taken.version()).json(&onsite).await.expect(422);
        assert_eq!(refused.faults(), ["service_code: not_qualified"]);
    }

    async fn a_revoked_certificate_counts_from_that_moment_on(app: TestApp) {
        let raised = raise(&app.as_(ENGINEER), &fault(CUSTOMER_A)).await;
        let id = qualification_of(ENGINEER);
        let revoke = json!({ "reason": "复核未通过" });
        let there = format!("{REGISTER}/{id}/revoke");
        app.as_(MANAGER).post(&there).if_match(1).json(&revoke).await.expect(200);
        to(&app.as_(ENGINEER), &raised.id(), "accepted", "").await.refused(409, "not_qualified");
        to(&app.as_("manager@agent-a.example"), &raised.id(), "accepted", "").await.expect(200);
    }

    async fn the_register_is_kept_on_pages(app: TestApp) {
        let visitor = app.browse(MANAGER);
        let form = visitor.get("/qualifications/new").await.expect(200);
        assert!(form.text.contains("甲工 · 甲方示例代理"));
        let whose = person(VENDOR_ENGINEER).id.to_string();
        let typed = [
            ("_csrf", visitor.csrf().to_string()), ("user_id", whose), ("certificate_number", "SG-77".into()),
            ("scope", "现场".into()), ("passed_on", "2026-02-01".into()), ("valid_until", "2026-01-01".into()),
        ];
        let pairs: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let refused = visitor.post("/qualifications/new", &pairs).await.expect(422);
        assert!(refused.text.contains("SG-77"), "nothing typed is lost");
        let mut pairs = pairs;
        pairs[5].1 = "2026-03-20";
        visitor.post("/qualifications/new", &pairs).await.expect(303);
        let list = visitor.get("/qualifications?expiring=true").await.expect(200);
        assert!(list.text.contains("SG-77") && list.text.contains("30 天内到期"));
        let id = qualification_of(ENGINEER);
        let revoke = |reason| [("_csrf", visitor.csrf()), ("version", "1"), ("reason", reason)];
        visitor.post(&format!("/qualifications/{id}/revoke"), &revoke("离岗")).await.expect(303);
        let list = visitor.get("/qualifications?valid=false").await.expect(200);
        assert!(list.text.contains("离岗") && list.text.contains("林主管"));
    }
}
