//! `kill -9` with half of the queue sent, and two instances on one queue: processes of the real program against a real
//! server (9.2).

use std::collections::BTreeMap;
use std::time::Duration;

use tierdesk::platform::clock::Clock;
use tierdesk::platform::mail::deliver;

use super::{counts, queue};
use crate::both_engines;
use crate::cli::{Place, Served};
use crate::support::post::{instance, smtp};
use crate::support::smtp::{SmtpServer, Weather, wait_until};
use crate::support::{Engine, TestApp};

const PATIENCE: Duration = Duration::from_secs(180);

/// The program on the database of `app`, sending to `server`.
fn serve(place: &Place, app: &TestApp, server: &SmtpServer) -> Served {
    let key = crate::support::scratch().join("signing-key.pem").display().to_string();
    let smtp = format!("smtp://127.0.0.1:{}", server.port);
    Served::start(
        place,
        &[
            ("TIERDESK_DATABASE__URL", &app.database_url()),
            ("TIERDESK_SECURITY__TOKEN_KEY_FILE", &key),
            ("TIERDESK_MAIL__SMTP_URL", &smtp),
            ("TIERDESK_MAIL__FROM", "TierDesk <no-reply@portal.example>"),
        ],
    )
}

/// How often each person's mail was acknowledged.
fn copies(server: &SmtpServer) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for mail in server.acknowledged() {
        *all.entry(mail.to).or_default() += 1;
    }
    all
}

both_engines! {
    async fn a_killed_process_leaves_a_queue_that_the_next_one_finishes(app: TestApp) {
        let mut server = SmtpServer::start();
        let place = Place::new();
        queue(&app, 20);
        server.weather(Weather::Slow);
        let first = serve(&place, &app, &server);
        server.wait_for(3, PATIENCE);
        // Dropping it is SIGKILL, here in the middle of a conversation: the server answers slowly.
        drop(first);
        let taken = server.acknowledged().len();
        assert!((3..20).contains(&taken), "half of the queue: {taken}");
        server.weather(Weather::Fair);
        // The claim of the dead one runs out before the next one sends what it had in hand.
        let clock = Clock::fixed(Clock::system().now());
        let second = instance(&app, smtp(server.port), clock.clone());
        let run = || (deliver::SEND.run)(&second.services, second.services.clock.now().into());
        while run().unwrap() > 0 {}
        assert!(counts(&app).0 <= 1, "all but what the dead one had in hand: {:?}", counts(&app));
        clock.advance(chrono::TimeDelta::minutes(2));
        while run().unwrap() > 0 {}
        // What the dead one was handing over may have arrived: it is not sent twice, and the administrator sees it.
        let (waiting, interrupted) = counts(&app);
        assert!(waiting == 0 && interrupted <= 1, "{interrupted}");
        server.wait_for(19, PATIENCE);
        let copies = copies(&server);
        assert!(copies.len() >= 19, "{copies:?}");
        assert!(copies.values().all(|count| *count == 1), "{copies:?}");
        if interrupted == 1 {
            app.browse("admin@vendor.example").get("/admin/mail?state=failed").await.expect(200).shows("可能已送达");
        }
    }
}

#[test]
fn two_instances_send_a_queue_of_two_hundred_without_a_double() {
    let Some(app) = TestApp::start(Engine::Postgres) else { return };
    let server = SmtpServer::start();
    let (one, other) = (Place::new(), Place::new());
    queue(&app, 200);
    let both = [serve(&one, &app, &server), serve(&other, &app, &server)];
    wait_until(PATIENCE, || counts(&app) == (0, 0), || format!("{:?}", counts(&app)));
    server.wait_for(200, PATIENCE);
    for served in both {
        served.stop();
    }
    let copies = copies(&server);
    assert_eq!(copies.len(), 200);
    assert!(copies.values().all(|count| *count == 1), "{copies:?}");
    let senders = app.lines("SELECT DISTINCT claimed_by::text AS line FROM mail_outbox");
    assert_eq!(senders.len(), 2, "both took part");
}
