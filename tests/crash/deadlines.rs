//! Hundreds of deadlines fall due while the portal that watches them is killed again and again, alone or as two instances
//! on one database: every warning and every breach is told exactly once (chapter 3.1, 9.2).

use std::time::Duration;

use serde_json::json;
use tierdesk::features::requests::{self, Desk};
use tierdesk::platform::db::open;

use super::mails::Mails;
use super::moment_to_live;
use super::portal::Portal;
use crate::support::smtp::wait_until;
use crate::support::{Engine, TestApp, fixture, scratch, variable};

/// How many requests are overdue in the ordinary tests; a thousand with `scripts/test --long`.
const REQUESTS: usize = 60;
/// What falls due of each: a half, four fifths, the end.
const TIMERS: usize = 3;
/// How often the portal is killed at least before it may finish, in the ordinary tests; `TIERDESK_CRASH_KILLS` says
/// otherwise.
const KILLS: usize = 4;
const PATIENCE: Duration = Duration::from_secs(600);

/// Faults reported long ago that nobody took up.
fn raise(app: &TestApp, count: usize) {
    let raiser = app.actor("engineer@agent-a.example");
    let desk = Desk { services: &app.app.services, actor: &raiser, now: app.now() };
    let body = json!({
        "customer_id": fixture::CUSTOMER_A, "kind": "fault", "severity": 1, "service_code": "SASR008",
        "subject": "业务系统崩溃",
    });
    app.write(|conn| (0..count).try_for_each(|_| requests::raise(conn, &desk, &body).map(drop)));
    while (requests::WATCH.run)(&app.app.services, app.now()).unwrap() > 0 {}
    // What was told when they were raised is another matter; of deadlines the managers read in the portal alone.
    for sql in ["DELETE FROM mail_outbox", "DELETE FROM notices"] {
        app.execute(sql);
    }
    for who in ["manager@agent-a.example", "manager@vendor.example"] {
        for kind in ["deadline_near", "deadline_breached"] {
            let user = app.actor(who).user();
            app.write(|conn| {
                use diesel::prelude::*;
                use tierdesk::platform::db::schema::notice_choices as t;
                let row = (t::user_id.eq(user), t::kind.eq(kind), t::mail.eq(false));
                Ok(diesel::insert_into(t::table).values(row).execute(conn)?)
            });
        }
    }
}

fn watched(engine: Engine, instances: usize) {
    let Some(app) = TestApp::start(engine) else { return };
    let count = if variable("TIERDESK_TEST_LONG").is_some() { 1000 } else { REQUESTS };
    raise(&app, count);
    let url = app.database_url();
    let folder = scratch().join(format!("watch-{engine:?}-{instances}"));
    std::fs::create_dir_all(&folder).unwrap();
    let mails = Mails::start(&folder);
    let left = || -> usize {
        app.lines("SELECT CAST(count(*) AS TEXT) AS line FROM request_timers WHERE done_at IS NULL")[0]
            .parse()
            .unwrap()
    };
    let start =
        || -> Vec<Portal> { (0..instances).map(|_| Portal::start(&url, &folder, mails.port())).collect() };
    let wanted = variable("TIERDESK_CRASH_KILLS").and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let (mut kills, mut midway) = (0, 0);
    while kills < wanted {
        let portals = start();
        std::thread::sleep(moment_to_live() / 16);
        portals.iter().for_each(|portal| portal.kill_after(Duration::ZERO));
        portals.iter().for_each(Portal::expect_no_error);
        drop(portals);
        mails.after_a_kill(&url);
        kills += 1;
        midway += usize::from(left() > 0);
    }
    assert!(midway > 0, "no kill fell while something was left to tell");
    let portals = start();
    wait_until(PATIENCE, || left() == 0, || format!("{} are left", left()));
    let sent = mails.to_the_end(&url);
    drop(portals);
    check(&app, count);
    let lost = sent.interrupted - sent.arrived;
    assert_eq!(sent.mails + lost, count * TIMERS, "one mail to the engineer for each");
    assert!(sent.interrupted <= kills * instances, "at most the one that each had in hand: {sent}");
    println!(
        "{engine:?}, {instances} instances, {count} requests, {kills} kills, {midway} of them while something was left: {sent}"
    );
    drop(open::open(&url, 1));
}

/// Exactly one line for each timer, and one notice for each person concerned.
fn check(app: &TestApp, count: usize) {
    let lines = |sql: &str| app.lines(sql);
    for (kind, each) in [("warning", 2), ("breach", 1)] {
        let told = lines(&format!(
            "SELECT CAST(count(*) AS TEXT) AS line FROM request_events WHERE kind = '{kind}'"
        ));
        assert_eq!(told, [(count * each).to_string()], "{kind}");
        let sizes = lines(&format!(
            "SELECT CAST(n AS TEXT) AS line FROM (SELECT count(*) AS n FROM request_events WHERE kind = '{kind}' \
             GROUP BY request_id) AS sizes GROUP BY n"
        ));
        assert_eq!(sizes, [each.to_string()], "the same of every request");
    }
    // A half: the agent's two people. Four fifths and the end: the vendor's service manager as well.
    let notices = lines("SELECT CAST(count(*) AS TEXT) AS line FROM notices WHERE kind LIKE 'deadline%'");
    assert_eq!(notices, [(count * (2 + 3 + 3)).to_string()]);
    let twice = "SELECT event AS line FROM notices GROUP BY user_id, event HAVING count(*) > 1";
    assert_eq!(lines(twice), Vec::<String>::new());
    let breached = "SELECT CAST(count(*) AS TEXT) AS line FROM request_targets WHERE breached_at IS NOT NULL";
    assert_eq!(lines(breached), [count.to_string()]);
}

#[test]
fn every_deadline_is_told_once_where_the_watch_is_killed_sqlite() {
    watched(Engine::Sqlite, 1);
}

#[test]
fn every_deadline_is_told_once_where_the_watch_is_killed_postgres() {
    watched(Engine::Postgres, 1);
}

#[test]
fn two_instances_on_one_postgres_tell_every_deadline_once() {
    watched(Engine::Postgres, 2);
}
