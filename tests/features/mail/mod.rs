//! Mail leaving the house: links by mail, what the administrator sees, and servers in every weather.

mod crash;
mod links;
mod queue;
mod weather;

use serde_json::json;
use tierdesk::platform::clock::Clock;
use tierdesk::platform::db::Moment;
use tierdesk::platform::i18n::Lang;
use tierdesk::platform::mail::outbox::{self, Link, NewMail};

use crate::support::TestApp;

/// Puts `count` mails of as many events for as many addresses into the queue, written just now by the machine's clock.
fn queue(app: &TestApp, count: usize) {
    // A little earlier, so that it is due by clocks that were set before.
    let now = Moment::from(Clock::system().now()).plus(chrono::TimeDelta::seconds(-30));
    app.write(|conn| {
        (0..count).try_for_each(|number| {
            let mail = NewMail {
                event: &format!("event {number}"),
                user: None,
                address: &format!("person{number}@agent-a.example"),
                name: "甲工",
                lang: Lang::ZhCn,
                message: "notice",
                params: json!({ "text": "notice-record-approved", "number": "FR-1", "count": "1", "choice": true }),
                link: Link::Page("/".into()),
                good_until: now.plus(chrono::TimeDelta::days(1)),
            };
            outbox::put(conn, now, &mail)
        })
    });
}

/// How many mails wait, and how many were given up.
fn counts(app: &TestApp) -> (i64, i64) {
    app.read(outbox::counts)
}
