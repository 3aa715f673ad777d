//! Queues read no whole table and sort nothing (9.1); few statements. Counted and explained, never timed.

use serde_json::json;
use tierdesk::access::Action;
use tierdesk::features::requests::{self, LIST};

use super::{ENGINEER, VENDOR_ENGINEER, fault};
use crate::both_engines;
use crate::support::plans::plans_of;
use crate::support::requests::many_requests;
use crate::support::{TestApp, fixture};

both_engines! {
    async fn queues_read_no_whole_table_and_sort_nothing(app: TestApp) {
        many_requests(&app, 20_000);
        let people = [ENGINEER, VENDOR_ENGINEER, "specialist@vendor.example"];
        let questions: &[&[(&str, &str)]] = &[
            &[],
            &[("queue", "overdue"), ("sort", "next_due_at")],
            &[("queue", "due_today"), ("sort", "next_due_at")],
            &[("queue", "mine"), ("sort", "next_due_at")],
        ];
        for email in people {
            let actor = app.actor(email);
            let scope = actor.may(Action::ViewRequests).unwrap();
            for question in questions {
                let pairs: Vec<(String, String)> =
                    question.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
                let query = LIST.read(&pairs).unwrap();
                let plans = plans_of(&app, |conn| {
                    requests::page(conn, &actor, &app.app.services, &scope, &query, app.now()).map(drop)
                });
                assert_eq!(plans.len(), 1, "a list is one statement");
                for plan in plans {
                    assert!(!plan.scans("service_requests"), "{email} {question:?}: reads the whole table:\n{plan}");
                    assert!(!plan.sorts(), "{email} {question:?}: sorts what it found:\n{plan}");
                }
            }
        }
    }

    async fn a_request_takes_few_statements(app: TestApp) {
        let engineer = app.as_(ENGINEER);
        let before = app.statements();
        let raised = engineer.post("/api/v1/requests").json(&fault(fixture::CUSTOMER_A)).await.expect(201);
        let count = app.statements() - before;
        assert!(count <= 22, "raising takes {count} statements");
        let path = format!("/api/v1/requests/{}", raised.id());
        for (asked, most) in [(path.as_str(), 5), ("/api/v1/requests", 3), ("/api/v1/request-queues", 9)] {
            let before = app.statements();
            engineer.get(asked).await.expect(200);
            let count = app.statements() - before;
            assert!(count <= most, "{asked} takes {count} statements");
        }
        let say = json!({ "body": "x", "visibility": "internal" });
        engineer.post(&format!("{path}/messages")).json(&say).await.expect(201);
    }
}
