//! A month of a hundred thousand charges (issue: products, coverage and billing): how long the run takes that issues its
//! statements, to four hundred payers and to a single one. Goal: a minute. The run is broken off half way and goes on, as
//! after a kill; every charge must be on one statement in the end.
//!
//! `scripts/test --bench statements`, which starts a PostgreSQL for it; `TIERDESK_BENCH_CHARGES` is another size.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "it stands on what the tests stand on"
)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use chrono_tz::Asia::Shanghai;
use serde_json::json;
use support::{Engine, TestApp, block_on, fixture, variable, visit};
use tierdesk::error::Error;
use tierdesk::features::charges::create_other;
use tierdesk::features::statements::RUNS;

const BILLING: &str = "billing@vendor.example";
const MONTH: &str = "2026-03";

fn main() {
    let charges: u32 = variable("TIERDESK_BENCH_CHARGES").map_or(100_000, |count| count.parse().unwrap());
    println!(
        "| database | charges | payers | statements | until the break | the whole run | goal |\n|---|---|---|---|---|---|---|"
    );
    for engine in Engine::ALL {
        for payers in [400, 1] {
            let Some(app) = TestApp::start(engine) else { continue };
            charge(&app, charges, payers);
            let (half, whole, statements) = block_on(run(&app, charges));
            println!(
                "| {engine:?} | {charges} | {payers} | {statements} | {half:.1?} | {whole:.1?} | 60 s |"
            );
        }
    }
}

/// Confirmed charges in equal parts for so many payers: one is made by the program, the others are its copies.
fn charge(app: &TestApp, count: u32, payers: u32) {
    let clerk = app.actor(BILLING);
    let first = app.write(|conn| create_other(conn, &clerk, app.now(), Shanghai, &visit("现场服务")));
    let (id, agent) = (id_of(app, &first.to_string()), id_of(app, &fixture::AGENT_A.to_string()));
    let numbers = |last: u32| match app.engine {
        Engine::Sqlite => format!(
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last}) SELECT i FROM n)"
        ),
        Engine::Postgres => format!("generate_series(1, {last}) AS n(i)"),
    };
    // The ids of copies: a letter for what they are, and their number.
    let copy = |letter: char, number: &str| match app.engine {
        Engine::Sqlite => format!("unhex(printf('{letter}%031x', {number}))"),
        Engine::Postgres => format!("('{letter}' || lpad(to_hex({number}), 31, '0'))::uuid"),
    };
    let payer =
        |number: &str| if payers == 1 { agent.clone() } else { copy('b', &format!("({number}) % {payers}")) };
    if payers > 1 {
        let (new, all) = (copy('b', "i - 1"), numbers(payers));
        app.execute(&format!(
            "INSERT INTO organisations (id, kind, name, city, active, version, created_at, updated_at) \
             SELECT {new}, kind, name || ' ' || i, city, active, version, created_at, updated_at \
             FROM organisations, {all} WHERE id = {agent}"
        ));
    }
    let (new, whose, all) = (copy('c', "i"), payer("i"), numbers(count - 1));
    app.execute(&format!(
        "INSERT INTO charges (id, origin, number, revision, line, payer_id, payer_name, customer_name, component, \
         service_code, amount_fen, list_fen, vat_rate, derivation, created_at, text) \
         SELECT {new}, origin, number, revision, line, {whose}, payer_name, customer_name, component, service_code, \
         amount_fen, list_fen, vat_rate, derivation, created_at, text FROM charges, {all} WHERE id = {id}"
    ));
    app.execute(&format!(
        "INSERT INTO charge_states (charge_id, status, month, version, changed_at, payer_id) \
         SELECT {new}, status, month, version, changed_at, {whose} FROM charge_states, {all} WHERE charge_id = {id}"
    ));
}

/// An id as the database writes it.
fn id_of(app: &TestApp, id: &str) -> String {
    match app.engine {
        Engine::Sqlite => format!("unhex('{}')", id.replace('-', "")),
        Engine::Postgres => format!("'{id}'::uuid"),
    }
}

/// Works the run off as its job does, but for the breaths between two steps, which are added.
async fn run(app: &TestApp, charges: u32) -> (Duration, Duration, i64) {
    const BREATH: Duration = Duration::from_millis(5);
    let body = json!({ "month": MONTH });
    let begun = app.as_(BILLING).post("/api/v1/statement-runs").json(&body).await.expect(201);
    let path = format!("/api/v1/statement-runs/{}", begun.id());
    #[expect(clippy::disallowed_methods, reason = "this is what is measured")]
    let start = Instant::now();
    let (mut half, mut steps) = (None, 0_u32);
    loop {
        match (RUNS.run)(&app.app.services, app.now()) {
            Ok(0) => break,
            // The connections that were just ended: the job goes on with new ones at its next turn.
            Err(Error::Unavailable) if half.is_some() => continue,
            done => done.unwrap(),
        };
        steps += 1;
        std::thread::sleep(BREATH);
        if half.is_none() && steps.is_multiple_of(50) {
            // All that a run knows is in the database, as whoever looks at its page sees.
            let seen = app.as_(BILLING).get(&path).await.expect(200).body;
            half = (seen["charges_done"].as_i64() >= Some(i64::from(charges) / 2)).then(|| start.elapsed());
            if half.is_some() {
                app.end_connections();
            }
        }
    }
    let whole = start.elapsed();
    let done = app.as_(BILLING).get(&path).await.expect(200).body;
    assert_eq!(
        (done["outcome"].as_str(), done["charges_done"].as_i64()),
        (Some("done"), Some(charges.into()))
    );
    let lines = app.lines("SELECT CAST(COUNT(DISTINCT charge_id) AS TEXT) AS line FROM statement_lines");
    assert_eq!(lines, [charges.to_string()], "each charge is on one statement");
    (half.unwrap_or(whole), whole, done["statements_done"].as_i64().unwrap())
}
