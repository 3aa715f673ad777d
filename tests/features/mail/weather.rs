//! A real server in a process of its own that is slow, refuses, hangs up after DATA, goes away and comes back: requests
//! are not affected, the queue drains, and there is at most one acknowledged copy of a mail (9.2).

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;
use tierdesk::app::App;
use tierdesk::platform::clock::Clock;
use tierdesk::platform::mail::deliver;

use super::{counts, queue};
use crate::both_engines;
use crate::features::records::steps::{ENGINEER, decide, file};
use crate::support::fixture::CUSTOMER_A;
use crate::support::post::{instance, smtp};
use crate::support::smtp::{SmtpServer, Weather, wait_until};
use crate::support::{TestApp, fault_record_remote};

const PATIENCE: Duration = Duration::from_secs(60);

/// An instance that sends to `server`, with a clock of its own that the test moves.
fn sender(app: &TestApp, server: &SmtpServer) -> (App, Clock) {
    let clock = Clock::fixed(Clock::system().now());
    (instance(app, smtp(server.port), clock.clone()), clock)
}

/// Sends until nothing is left that is due; trouble ends it too.
fn send(app: &App) {
    while matches!((deliver::SEND.run)(&app.services, app.services.clock.now().into()), Ok(1)) {}
}

/// Fails where a mail was acknowledged twice.
#[track_caller]
fn once_each(server: &SmtpServer, count: usize) {
    let all = server.acknowledged();
    let ids: BTreeSet<_> = all.iter().map(|mail| &mail.id).collect();
    let people: BTreeSet<_> = all.iter().map(|mail| &mail.to).collect();
    assert_eq!((all.len(), ids.len(), people.len()), (count, count, count), "{all:?}");
}

both_engines! {
    async fn a_server_that_says_not_now_is_asked_again_later(app: TestApp) {
        let mut server = SmtpServer::start();
        let (sender, clock) = sender(&app, &server);
        queue(&app, 2);
        server.weather(Weather::Busy);
        send(&sender);
        assert_eq!(server.heard().len(), 2, "each is offered once, then waits");
        send(&sender);
        assert_eq!(server.heard().len(), 2);
        assert_eq!(counts(&app), (2, 0));
        server.weather(Weather::Fair);
        clock.advance(chrono::TimeDelta::seconds(61));
        send(&sender);
        server.wait_for(2, PATIENCE);
        once_each(&server, 2);
        assert_eq!(counts(&app), (0, 0));
    }

    async fn a_server_that_hangs_up_after_data_gets_the_same_mail_again(app: TestApp) {
        let mut server = SmtpServer::start();
        let (sender, clock) = sender(&app, &server);
        queue(&app, 1);
        server.weather(Weather::Dropping);
        send(&sender);
        wait_until(PATIENCE, || server.heard().len() == 1, || format!("{:?}", server.heard()));
        server.weather(Weather::Fair);
        clock.advance(chrono::TimeDelta::seconds(6));
        send(&sender);
        server.wait_for(1, PATIENCE);
        let heard = server.heard();
        assert_eq!(heard.len(), 2);
        assert_eq!(heard[0].id, heard[1].id, "whoever kept the first copy knows the second by its Message-ID");
        once_each(&server, 1);
    }

    async fn requests_are_quick_while_mail_is_slow_or_away_and_the_queue_drains(app: TestApp) {
        let mut server = SmtpServer::start();
        let (sender, clock) = sender(&app, &server);
        queue(&app, 3);
        server.weather(Weather::Slow);
        let jobs = sender.jobs().unwrap();
        // While the server takes its time a record goes its way, and its author is told in the portal.
        let sent = file(&app, ENGINEER, "fault-records", &fault_record_remote(CUSTOMER_A)).await;
        server.go_away();
        decide(&app, "fault-records", &sent, &json!({ "verdict": "return", "comment": "补充" })).await.expect(200);
        assert_eq!(app.as_(ENGINEER).get("/api/v1/notices").await.items().len(), 1);
        // A mail written by the test's clock is old news by the machine's; it does not count here.
        app.execute("DELETE FROM mail_outbox WHERE user_id IS NOT NULL");
        let left = usize::try_from(counts(&app).0).unwrap();
        assert!(left > 0, "the server went away before it had taken all");
        server.come_back();
        wait_until(
            PATIENCE,
            || {
                clock.advance(chrono::TimeDelta::seconds(30));
                counts(&app) == (0, 0)
            },
            || format!("{:?} {:?}", counts(&app), server.heard()),
        );
        drop(jobs);
        // Killed in the middle of a conversation, it may have taken a mail without saying so; it says what it
        // acknowledged, and no person has two such.
        let all = server.acknowledged();
        let people: BTreeSet<_> = all.iter().map(|mail| &mail.to).collect();
        assert_eq!(people.len(), 3, "{all:?}");
        let ids: BTreeSet<_> = all.iter().map(|mail| &mail.id).collect();
        assert_eq!(ids.len(), 3, "{all:?}");
    }

    async fn a_server_that_hangs_up_at_once_holds_nothing_up_for_ever(app: TestApp) {
        let mut server = SmtpServer::start();
        let (sender, clock) = sender(&app, &server);
        queue(&app, 2);
        server.weather(Weather::Mute);
        for _ in 0..4 {
            send(&sender);
            clock.advance(chrono::TimeDelta::seconds(60));
        }
        assert_eq!(counts(&app), (2, 0));
        server.weather(Weather::Fair);
        send(&sender);
        server.wait_for(2, PATIENCE);
        once_each(&server, 2);
    }

    async fn a_mail_that_is_too_old_is_not_sent_any_more(app: TestApp) {
        let server = SmtpServer::start();
        let (sender, clock) = sender(&app, &server);
        queue(&app, 1);
        clock.advance(chrono::TimeDelta::days(2));
        send(&sender);
        assert_eq!(counts(&app), (0, 1));
        assert!(server.heard().is_empty());
        app.browse("admin@vendor.example").get("/admin/mail").await.expect(200).shows("已过有效期");
    }
}
