//! The audit trail as one chain: linked behind the work, in order, once, by however many instances (chapter 7).

use serde_json::json;
use tierdesk::access::audit;
use tierdesk::access::audit_chain::{self, GENESIS};
use tierdesk::access::audit_log::AuditEntry;

use crate::both_engines;
use crate::support::plans::indexed_plans_of;
use crate::support::smtp::wait_until;
use crate::support::{Engine, TestApp, fault_record_remote, fixture};

/// A test waits longer than people would: the machine may be busy with others.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// Links what waits, as the running portal would.
pub fn link(app: &TestApp) {
    while (audit_chain::JOB.run)(&app.app.services, app.now()).unwrap() > 0 {}
}

async fn work(app: &TestApp, times: usize) {
    let author = app.as_("engineer@agent-a.example");
    for _ in 0..times {
        let body = fault_record_remote(fixture::CUSTOMER_A);
        author.post("/api/v1/fault-records").json(&body).await.expect(201);
    }
}

fn count(app: &TestApp, what: &str) -> usize {
    app.lines(&format!("SELECT CAST(count(*) AS TEXT) AS line FROM {what}"))[0].parse().unwrap()
}

fn entry() -> AuditEntry {
    AuditEntry {
        id: fixture::id(7),
        at: fixture::beginning().into(),
        actor_id: None,
        actor_name: "甲工".into(),
        organisation_id: Some(fixture::AGENT_A),
        address: "192.0.2.1".into(),
        action: "customer.edit".into(),
        object_kind: "customer".into(),
        object_id: Some(fixture::CUSTOMER_A),
        object_label: "\"丙\"\n".into(),
        before: Some(json!({ "b": [1, null, { "y": true, "x": "" }], "a": -2 })),
        after: None,
    }
}

#[test]
fn what_is_hashed_is_what_the_documentation_says() {
    let text = format!(
        "tierdesk audit link 1\n1\n{GENESIS}\n{}",
        concat!(
            r#"{"action":"customer.edit","actor_id":null,"actor_name":"甲工","address":"192.0.2.1","after":null,"#,
            r#""at":"2026-03-02T01:00:00.000000Z","before":{"a":-2,"b":[1,null,{"x":"","y":true}]},"#,
            r#""id":"01950000-0000-7000-8000-000000000007","object_id":"01950000-0000-7000-8000-000000000104","#,
            r#""object_kind":"customer","object_label":"\"丙\"\n","organisation_id":"01950000-0000-7000-8000-000000000002"}"#,
        )
    );
    let digest = <sha2::Sha256 as sha2::Digest>::digest(text.as_bytes());
    let expected: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(audit_chain::hash(1, GENESIS, &entry()), expected);
}

#[test]
fn everything_about_an_entry_changes_its_hash() {
    let hash = audit_chain::hash(1, GENESIS, &entry());
    assert_ne!(audit_chain::hash(2, GENESIS, &entry()), hash);
    assert_ne!(audit_chain::hash(1, &GENESIS.replace('0', "1"), &entry()), hash);
    let changed = [
        AuditEntry { id: fixture::id(8), ..entry() },
        AuditEntry {
            at: fixture::beginning().checked_add_signed(chrono::TimeDelta::microseconds(1)).unwrap().into(),
            ..entry()
        },
        AuditEntry { actor_id: Some(fixture::id(9)), ..entry() },
        AuditEntry { actor_name: "乙工".into(), ..entry() },
        AuditEntry { organisation_id: None, ..entry() },
        AuditEntry { address: String::new(), ..entry() },
        AuditEntry { action: "customer.read".into(), ..entry() },
        AuditEntry { object_kind: "user".into(), ..entry() },
        AuditEntry { object_id: None, ..entry() },
        AuditEntry { object_label: String::new(), ..entry() },
        AuditEntry { before: None, ..entry() },
        AuditEntry { after: Some(json!({})), ..entry() },
    ];
    for other in changed {
        assert_ne!(audit_chain::hash(1, GENESIS, &other), hash, "{other:?}");
    }
}

both_engines! {
    async fn what_was_told_of_an_action_is_found_by_its_index(app: TestApp) {
        work(&app, 2).await;
        let plans = indexed_plans_of(&app, |conn| {
            let told = audit::told_after(conn, "signature.add", Some(fixture::id(7)), 100)?;
            assert!(told.is_empty());
            Ok(())
        });
        for plan in plans {
            assert!(plan.names("audit_entries_by_action") && !plan.sorts(), "{plan}");
        }
    }

    async fn entries_wait_until_they_are_linked_in_order(app: TestApp) {
        work(&app, 3).await;
        let (links, waiting) = (count(&app, "audit_links"), count(&app, "audit_waiting"));
        assert_eq!((links, waiting), (0, count(&app, "audit_entries")));
        link(&app);
        assert_eq!((count(&app, "audit_links"), count(&app, "audit_waiting")), (waiting, 0));
        let head = app.read(audit_chain::chain_head).unwrap();
        assert_eq!(usize::try_from(head.sequence), Ok(waiting));
        let backwards = "SELECT 'x' AS line FROM audit_links a JOIN audit_links b ON b.sequence = a.sequence + 1 \
             JOIN audit_entries x ON x.id = a.entry_id JOIN audit_entries y ON y.id = b.entry_id \
             WHERE x.at > y.at OR x.at = y.at AND x.id > y.id OR b.previous_hash <> a.hash";
        assert_eq!(app.lines(backwards), Vec::<String>::new());
    }

    async fn an_entry_is_linked_within_a_second(app: TestApp) {
        // Half of the second for the rest between two looks, so that as much is left for the work.
        assert!(audit_chain::JOB.rest <= std::time::Duration::from_millis(500));
        // One look links whatever waits when it begins.
        work(&app, 5).await;
        let waiting = count(&app, "audit_waiting");
        assert!(waiting >= 5);
        (audit_chain::JOB.run)(&app.app.services, app.now()).unwrap();
        assert_eq!((count(&app, "audit_links"), count(&app, "audit_waiting")), (waiting, 0));
        // A running portal looks by itself, and goes on looking.
        let jobs = app.app.jobs().unwrap();
        for round in 1..=3 {
            work(&app, 1).await;
            let look = || format!("round {round}: {} wait", count(&app, "audit_waiting"));
            wait_until(PATIENCE, || count(&app, "audit_waiting") == 0, look);
        }
        drop(jobs);
        assert_eq!(count(&app, "audit_links"), count(&app, "audit_entries"));
    }

    async fn several_chainers_at_once_make_one_chain(app: TestApp) {
        work(&app, 1).await;
        let (many, id) = match app.engine {
            Engine::Sqlite => ("WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1500)", "randomblob(16)"),
            Engine::Postgres => ("WITH n AS (SELECT generate_series(1, 1500) AS n)", "gen_random_uuid()"),
        };
        let rest = "at, actor_id, actor_name, organisation_id, address, action, object_kind, object_id, object_label, before, after";
        let insert = format!("INSERT INTO audit_entries (id, {rest})");
        let select = format!("SELECT {id}, {rest} FROM audit_entries, n");
        app.execute(&match app.engine {
            Engine::Sqlite => format!("{insert} {many} {select}"),
            Engine::Postgres => format!("{many} {insert} {select}"),
        });
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    while count(&app, "audit_waiting") > 0 {
                        (audit_chain::JOB.run)(&app.app.services, app.now()).unwrap();
                    }
                });
            }
        });
        assert_eq!(count(&app, "audit_links"), count(&app, "audit_entries"));
        assert!(count(&app, "audit_links") > 1500);
        let sequences = "audit_links WHERE sequence < 1 OR sequence > (SELECT count(*) FROM audit_links)";
        assert_eq!(count(&app, sequences), 0);
    }

    async fn links_are_only_ever_added(app: TestApp) {
        work(&app, 1).await;
        link(&app);
        for sql in ["UPDATE audit_links SET hash = ''", "DELETE FROM audit_links"] {
            let done = app.app.services.db.write(|conn| Ok(diesel::RunQueryDsl::execute(diesel::sql_query(sql), conn)?));
            assert!(done.is_err(), "{sql}");
        }
    }

    async fn the_order_of_keys_in_the_database_does_not_matter(app: TestApp) {
        work(&app, 1).await;
        match app.engine {
            Engine::Sqlite => app.execute("DROP TRIGGER audit_entries_no_update"),
            Engine::Postgres => app.execute("DROP TRIGGER audit_entries_no_change ON audit_entries"),
        }
        app.execute(r#"UPDATE audit_entries SET after = '{"b": 1, "a": {"d": 2, "c": 3}}'"#);
        link(&app);
        app.execute(r#"UPDATE audit_entries SET after = '{"a":{"c":3,"d":2},"b":1}'"#);
        let look = |place| app.read(|conn| Ok(audit_chain::links_hold(conn, place).map(|handful| handful.count)));
        assert!(matches!(look(None), Ok(count) if count > 0));
    }
}
