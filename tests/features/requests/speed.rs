//! Queues read no whole table and sort nothing (9.1); few statements. Counted and explained, never timed.

use diesel::prelude::*;
use serde_json::json;
use tierdesk::access::Action;
use tierdesk::features::requests::{self, LIST};

use super::{ENGINEER, VENDOR_ENGINEER, fault, raise};
use crate::both_engines;
use crate::support::plans::plans_of;
use crate::support::{Engine, TestApp, fixture};

/// Many requests beside one that was raised as people do: of both agents and of the vendor, one of twenty open.
async fn many(app: &TestApp, count: u32) {
    for (email, customer) in [(ENGINEER, fixture::CUSTOMER_A), (VENDOR_ENGINEER, fixture::CUSTOMER_KEY)] {
        raise(&app.as_(email), &fault(customer)).await;
    }
    let columns = "kind, severity, customer_id, customer_name, customer_class, agent_id, contact_id, raised_by, \
                   service_code, city, assignee_name, profile, record_since, updated_at, subject, content";
    let (id, later) = match app.engine {
        Engine::Sqlite => {
            ("randomblob(16)", "strftime('%Y-%m-%dT%H:%M:%S.000000Z', '2026-01-01', '+' || n || ' minutes')")
        }
        Engine::Postgres => {
            ("gen_random_uuid()", "timestamptz '2026-01-01 00:00:00Z' + n * interval '1 minute'")
        }
    };
    let sql = format!(
        "INSERT INTO service_requests (id, number, version, status, open, holder, reached_vendor, reported_at, \
         next_due_at, assignee_id, {columns}) \
         WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) \
         SELECT {id}, 'SR-' || r.number || n, 1, CASE WHEN n % 20 = 0 THEN 'new' ELSE 'closed' END, n % 20 = 0, \
         r.holder, r.reached_vendor, {later}, CASE WHEN n % 20 = 0 THEN {later} END, \
         CASE WHEN n % 40 = 0 THEN r.raised_by END, {columns} FROM numbers, service_requests r \
         WHERE r.version = 1"
    );
    app.write(|conn| {
        diesel::sql_query(&sql).execute(conn)?;
        Ok(diesel::sql_query("ANALYZE").execute(conn)?)
    });
}

both_engines! {
    async fn queues_read_no_whole_table_and_sort_nothing(app: TestApp) {
        many(&app, 20_000).await;
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
