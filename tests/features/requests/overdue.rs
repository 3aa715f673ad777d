//! Overdue records (2.3): who owes them, since when, and who sees that.

use chrono::{TimeDelta, Weekday};
use serde_json::json;
use tierdesk::access::Action;
use tierdesk::domain::record_term::RecordTerm;
use tierdesk::features::requests::overdue;

use super::{CONTACT, ENGINEER, fault, pass, raise, to, told};
use crate::both_engines;
use crate::support::fixture::{AGENT_A, AGENT_B, CUSTOMER_A, CUSTOMER_AGENT_A, CUSTOMER_B};
use crate::support::plans::plans_of;
use crate::support::{Answer, Engine, TestApp, fault_record_remote};

const LIST: &str = "/api/v1/overdue-records";
const SPECIALIST: &str = "specialist@vendor.example";

/// Work of an engineer that has ended, without a record.
async fn served(app: &TestApp, email: &str, customer: tierdesk::platform::db::Id) -> Answer {
    let engineer = app.as_(email);
    let mut body = fault(customer);
    body["service_code"] = json!("SASR008");
    body["contact"] = json!({ "name": "客户" });
    let raised = raise(&engineer, &body).await;
    for word in ["accepted", "in_progress", "resolved"] {
        to(&engineer, &raised.id(), word, "").await.expect(200);
    }
    raised
}

both_engines! {
    async fn a_record_is_overdue_from_the_end_of_its_week_on(app: TestApp) {
        let raised = served(&app, ENGINEER, CUSTOMER_A).await;
        // Sunday, 23:00 in 深圳.
        pass(&app, TimeDelta::days(6) + TimeDelta::hours(14));
        assert!(app.as_(ENGINEER).get(LIST).await.expect(200).items().is_empty(), "not before Sunday 24:00");
        pass(&app, TimeDelta::hours(1));
        let found = app.as_(ENGINEER).get(LIST).await.expect(200);
        assert_eq!(found.items().len(), 1);
        let row = &found.items()[0];
        assert_eq!((&row["request_id"], &row["agent_id"]), (&json!(raised.id()), &json!(AGENT_A)));
        assert_eq!(row["due_at"], "2026-03-08T16:00:00Z");
        assert_eq!(row["begin_href"], json!(format!("/fault-records/new?request={}", raised.id())));
        let home = app.browse(ENGINEER).get("/").await.expect(200);
        assert!(home.text.contains("/overdue-records"));
        let page = app.browse(ENGINEER).get("/overdue-records").await.expect(200);
        assert!(page.text.contains(raised.body["number"].as_str().unwrap()));
        // Handing it in ends that; taking it back does not.
        let engineer = app.as_(ENGINEER);
        let mut body = fault_record_remote(CUSTOMER_A);
        body["request_id"] = json!(raised.id());
        let record = engineer.post("/api/v1/fault-records").json(&body).await.expect(201);
        let own = format!("/api/v1/fault-records/{}", record.id());
        let sent = engineer.post(&format!("{own}/submit")).if_match(record.version()).await.expect(200);
        assert!(engineer.get(LIST).await.expect(200).items().is_empty());
        engineer.post(&format!("{own}/withdraw")).if_match(sent.version()).await.expect(200);
        assert_eq!(engineer.get(LIST).await.expect(200).items().len(), 1);
    }

    async fn the_day_is_configured(app: TestApp) {
        let term = RecordTerm { due_day: Weekday::Fri, grace_days: 1 };
        let app = TestApp::start_with(app.engine, |settings| settings.record_term = term).unwrap();
        served(&app, ENGINEER, CUSTOMER_A).await;
        // Saturday, 23:00 in 深圳.
        pass(&app, TimeDelta::days(5) + TimeDelta::hours(14));
        assert!(app.as_(ENGINEER).get(LIST).await.expect(200).items().is_empty(), "not before Saturday 24:00");
        assert_eq!(told(&app, ENGINEER, "record_overdue").await, 0);
        pass(&app, TimeDelta::hours(1));
        let found = app.as_(ENGINEER).get(LIST).await.expect(200);
        assert_eq!(found.items()[0]["due_at"], "2026-03-07T16:00:00Z");
        assert_eq!(told(&app, ENGINEER, "record_overdue").await, 1);
        app.browse(ENGINEER).get("/overdue-records").await.expect(200).shows("周五 24:00 之后的 1 天内");
    }

    async fn each_sees_what_its_side_owes(app: TestApp) {
        served(&app, ENGINEER, CUSTOMER_A).await;
        served(&app, "engineer@agent-b.example", CUSTOMER_B).await;
        let own = raise(&app.as_(ENGINEER), &fault(CUSTOMER_AGENT_A)).await;
        for word in ["accepted", "in_progress", "resolved"] {
            to(&app.as_(SPECIALIST), &own.id(), word, "").await.expect(200);
        }
        pass(&app, TimeDelta::days(8));
        let count = |email: &str, query: &str| {
            let request = app.as_(email).get(&format!("{LIST}{query}"));
            async move { request.await.expect(200).items().len() }
        };
        assert_eq!(count(ENGINEER, "").await, 1, "its own work, not what the vendor did for it");
        assert_eq!(count("manager@agent-b.example", "").await, 1);
        assert_eq!(count("manager@agent-b.example", &format!("?agent_id={AGENT_A}")).await, 0);
        assert_eq!(count(SPECIALIST, "").await, 3);
        assert_eq!(count("manager@vendor.example", &format!("?agent_id={AGENT_B}")).await, 1);
        assert_eq!(count("kam@vendor.example", "").await, 0, "of its key accounts alone");
        app.as_(CONTACT).get(LIST).await.expect(403);
        let first = app.as_(SPECIALIST).get(&format!("{LIST}?limit=2&sort=due_at")).await.expect(200);
        let after = first.body["next"].as_str().unwrap();
        let rest = app.as_(SPECIALIST).get(&format!("{LIST}?limit=2&sort=due_at&after={after}")).await.expect(200);
        assert_eq!(rest.items().len(), 1);
    }

    async fn a_reopened_request_owes_nothing_yet(app: TestApp) {
        let raised = served(&app, ENGINEER, CUSTOMER_A).await;
        to(&app.as_(CONTACT), &raised.id(), "in_progress", "又坏了").await.expect(200);
        pass(&app, TimeDelta::days(8));
        assert!(app.as_(ENGINEER).get(LIST).await.expect(200).items().is_empty());
    }

    async fn the_list_looks_through_what_is_owed_alone(app: TestApp) {
        for email in [ENGINEER, SPECIALIST, "kam@vendor.example"] {
            let actor = app.actor(email);
            let scope = actor.may(Action::ViewOverdueRecords).unwrap();
            let query = overdue::LIST.read(&[]).unwrap();
            let plans = plans_of(&app, |conn| {
                overdue::list(conn, &actor, &scope, &query, app.now()).map(drop)
            });
            for plan in plans {
                // PostgreSQL reads a handful of requests whole where that costs less; what counts is where it begins.
                let begins = plan.names("owed_records") && !plan.scans("owed_records");
                let reads_all = app.engine == Engine::Sqlite && plan.scans("service_requests");
                assert!(begins && !reads_all, "{email}: reads the whole table:\n{plan}");
            }
        }
    }
}
