//! Few statements, and no reading of whole tables (9.1): counted and explained, never timed.

use crate::both_engines;
use crate::support::plans::{many_records, plans_of};
use crate::support::{Engine, TestApp, fault_record_remote, fixture, pre_sale_report};

use serde_json::Value;
use tierdesk::access::Action;
use tierdesk::domain::record_words::ServiceRecordKind;
use tierdesk::features::service_records::{self, LIST};
use tierdesk::platform::db::Id;

/// The statements of one request.
async fn statements(app: &TestApp, request: crate::support::Request, status: u16) -> (u64, Value) {
    let before = app.statements();
    let answer = request.await.expect(status);
    (app.statements() - before, answer.body)
}

type Body = fn(Id) -> Value;
const KINDS: [(&str, Body); 2] =
    [("fault-records", fault_record_remote), ("pre-sale-reports", pre_sale_report)];

both_engines! {
    async fn a_record_takes_few_statements(app: TestApp) {
        for (kind, body) in KINDS {
            let path = format!("/api/v1/{kind}");
            let engineer = app.as_("engineer@agent-a.example");
            let (count, record) = statements(&app, engineer.post(&path).json(&body(fixture::CUSTOMER_A)), 201).await;
            assert!(count <= 8, "creating takes {count} statements");
            let own = format!("{path}/{}", record["id"].as_str().unwrap());
            engineer.post(&format!("{own}/submit")).if_match(record["version"].as_i64().unwrap()).await.expect(200);
            for email in ["engineer@agent-a.example", "specialist@vendor.example", "reviewer@vendor.example"] {
                let caller = app.as_(email);
                let (count, _) = statements(&app, caller.get(&own), 200).await;
                assert!(count <= 5, "opening one as {email} takes {count} statements");
                let (count, list) = statements(&app, caller.get(&format!("{path}?limit=50")), 200).await;
                assert!(count <= 3, "a list as {email} takes {count} statements");
                assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{email}");
            }
        }
    }

    async fn the_newest_fifty_read_no_whole_table(app: TestApp) {
        many_records(&app, 100_000).await;
        let query = LIST.read(&[("limit".to_string(), "50".to_string())]).unwrap();
        let people = [
            "engineer@agent-a.example",
            "specialist@vendor.example",
            "reviewer@vendor.example",
            "engineer@vendor.example",
            "billing@vendor.example",
        ];
        for email in people {
            let scope = app.actor(email).may(Action::ViewRecords).unwrap();
            let plans = plans_of(&app, |conn| {
                service_records::list(conn, &scope, ServiceRecordKind::FaultRecord, &query).map(drop)
            });
            assert_eq!(plans.len(), 1, "a list is one statement");
            for plan in plans {
                assert!(!plan.scans("service_records"), "{email}: reads the whole table:\n{plan}");
                assert!(!plan.sorts(), "{email}: sorts what it found:\n{plan}");
                // PostgreSQL weighs by its statistics which index is shorter; SQLite takes the first that fits.
                let by_agent = app.engine == Engine::Postgres || plan.names("service_records_by_agent");
                assert!(by_agent || !email.ends_with("agent-a.example"), "{email}: passes by others' records:\n{plan}");
            }
        }
    }
}
