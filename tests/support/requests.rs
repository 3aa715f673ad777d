//! Many service requests at once, for plans and figures.

use diesel::prelude::*;
use serde_json::json;
use tierdesk::features::requests::{self, Desk};

use super::{Engine, TestApp, fixture};

/// Three times `count` requests beside those that were raised as people do: of both agents and of the vendor, one of twenty
/// open, spread over the hours around now.
pub fn many_requests(app: &TestApp, count: u32) {
    let raisers = [
        ("engineer@agent-a.example", fixture::CUSTOMER_A),
        ("engineer@agent-b.example", fixture::CUSTOMER_B),
        ("engineer@vendor.example", fixture::CUSTOMER_KEY),
    ];
    for (email, customer) in raisers {
        let raiser = app.actor(email);
        let desk = Desk { services: &app.app.services, actor: &raiser, now: app.now() };
        let body = json!({
            "customer_id": customer, "kind": "fault", "severity": 3, "service_code": "SASR008", "subject": "策略不生效",
        });
        app.write(|conn| requests::raise(conn, &desk, &body).map(drop));
    }
    let columns = "kind, severity, customer_id, customer_name, customer_class, agent_id, contact_id, raised_by, \
                   service_code, city, assignee_name, profile, record_since, updated_at, subject, content";
    let (id, later) = match app.engine {
        Engine::Sqlite => (
            "randomblob(16)",
            "strftime('%Y-%m-%dT%H:%M:%S.000000Z', '2026-03-02', (n * 1009 % 2400 - 1200) || ' minutes')",
        ),
        Engine::Postgres => (
            "gen_random_uuid()",
            "timestamptz '2026-03-02 00:00:00Z' + (n * 1009 % 2400 - 1200) * interval '1 minute'",
        ),
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
