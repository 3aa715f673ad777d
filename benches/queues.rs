//! Whether queues stay as quick as there are more requests: the newest fifty, what is overdue, what is due today, for an
//! agent's engineer and for the vendor's desk, at ten thousand requests and at a million (9.1: at most 1.5 times).
//!
//! `scripts/test --bench queues`, which starts a PostgreSQL for it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "it stands on what the tests stand on"
)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use support::requests::many_requests;
use support::{Engine, TestApp};
use tierdesk::access::Action;
use tierdesk::features::requests::{self, LIST};

/// A third of how many requests there are.
const SIZES: [u32; 2] = [3_333, 333_333];
const ROUNDS: usize = 200;
const PEOPLE: [&str; 2] = ["engineer@agent-a.example", "specialist@vendor.example"];
type Question = &'static [(&'static str, &'static str)];
const QUESTIONS: [(&str, Question); 3] = [
    ("newest 50", &[]),
    ("overdue", &[("queue", "overdue"), ("sort", "next_due_at")]),
    ("due today", &[("queue", "due_today"), ("sort", "next_due_at")]),
];

fn main() {
    println!("| database | who | list | 10 000 | 1 000 000 | ratio |\n|---|---|---|---|---|---|");
    for engine in Engine::ALL {
        let figures: Vec<Vec<Duration>> = SIZES.iter().filter_map(|size| measured(engine, *size)).collect();
        let [small, large] = figures.as_slice() else { continue };
        let asked = PEOPLE.iter().flat_map(|who| QUESTIONS.iter().map(move |(what, _)| (who, what)));
        for ((who, what), (small, large)) in asked.zip(small.iter().zip(large)) {
            let ratio = large.as_secs_f64() / small.as_secs_f64();
            println!("| {engine:?} | {who} | {what} | {small:.0?} | {large:.0?} | {ratio:.2} |");
        }
    }
}

/// The middle of many tries of each question.
fn measured(engine: Engine, size: u32) -> Option<Vec<Duration>> {
    let app = TestApp::start(engine)?;
    many_requests(&app, size);
    let asked = PEOPLE.iter().flat_map(|who| QUESTIONS.iter().map(move |(_, question)| (*who, *question)));
    Some(asked.map(|(who, question)| median(&app, who, question)).collect())
}

fn median(app: &TestApp, who: &str, question: Question) -> Duration {
    let actor = app.actor(who);
    let scope = actor.may(Action::ViewRequests).unwrap();
    let pairs: Vec<(String, String)> =
        question.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
    let query = LIST.read(&pairs).unwrap();
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            #[expect(clippy::disallowed_methods, reason = "this is what is measured")]
            let began = Instant::now();
            let page =
                app.read(|conn| requests::page(conn, &actor, &app.app.services, &scope, &query, app.now()));
            assert_eq!(page.items.len(), 50, "{who} {question:?}");
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[ROUNDS / 2]
}
