//! Nothing lost, nothing twice (9.2): eight clients, who file, review, confirm, bill and pay, write down what was acknowledged while a real portal is killed at random
//! and started again; after every kill each acknowledged write and file is compared, `verify` finds nothing, and what a
//! real mail server took is held against the queue.
//!
//! Three rounds in the ordinary tests, fifty with `scripts/test --long`, as many as one likes with `scripts/crash`.

mod books;
mod check;
mod clerks;
mod deadlines;
mod files;
mod journal;
mod load;
mod mails;
mod notebook;
mod portal;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use diesel::prelude::*;
use tierdesk::platform::clock::Clock;
use tierdesk::platform::db::{migrate, open};
use tierdesk::platform::random;

use crate::support::{Engine, fixture, scratch, variable};
use books::Books;
use check::Check;
use journal::Journal;
use load::Load;
use mails::Mails;
use portal::Portal;

/// How many rounds the ordinary tests kill.
const ROUNDS: usize = 3;
/// So many rounds are never without a mail.
const MANY: usize = 20;

/// Kills the portal on the database `url` again and again until the journal in `folder` counts `rounds`.
fn rounds(url: &str, folder: &Path, rounds: usize) {
    std::fs::create_dir_all(folder).unwrap();
    let journal = Mutex::new(Journal::open(&folder.join("journal.jsonl")));
    let books = Mutex::new(Books::open(&folder.join("books.jsonl")));
    let tokens = Mutex::default();
    let began = Clock::system().now();
    let mails = Mails::start(folder);
    let mut portal = Portal::start(url, folder, mails.port());
    loop {
        Check { portal: &portal, journal: &journal, books: &books, tokens: &tokens }.after_a_start(url);
        let round = taken(&journal).rounds;
        if round >= rounds {
            break;
        }
        Load { portal: &portal, journal: &journal, books: &books, tokens: &tokens }
            .until(|| portal.kill_after(moment_to_live()));
        portal.expect_no_error();
        mails.after_a_kill(url);
        portal = Portal::start(url, folder, mails.port());
        taken(&journal).round_over();
    }
    Check { portal: &portal, journal: &journal, books: &books, tokens: &tokens }.everything(url);
    let sent = mails.to_the_end(url);
    assert!(rounds < MANY || sent.mails > 0, "so many rounds and no mail: that proves nothing");
    let seconds = (Clock::system().now() - began).num_seconds();
    let paid = taken(&books).payments.len();
    assert!(rounds < MANY || paid > 0, "so many rounds and nobody paid: that proves nothing");
    println!("{}; {}; {sent}; {seconds} s in this run", taken(&journal).figures(), taken(&books).figures());
}

fn taken<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How long the portal lives after its first acknowledged write: 50 to 1550 milliseconds.
fn moment_to_live() -> std::time::Duration {
    std::time::Duration::from_millis(50 + u64::try_from(roll(1500)).unwrap())
}

/// A number below `sides`.
fn roll(sides: usize) -> usize {
    let chance = u64::from_le_bytes(random::bytes::<8>());
    usize::try_from(chance % u64::try_from(sides).unwrap()).unwrap()
}

fn on(engine: Engine) {
    let Some(database) = engine.database() else { return };
    let wanted = variable("TIERDESK_CRASH_ROUNDS").and_then(|count| count.parse().ok()).unwrap_or(ROUNDS);
    rounds(&database.url(), &scratch().join(format!("crash-{engine:?}")), wanted);
}

#[test]
fn nothing_is_lost_or_twice_where_the_portal_is_killed_sqlite() {
    on(Engine::Sqlite);
}

#[test]
fn nothing_is_lost_or_twice_where_the_portal_is_killed_postgres() {
    on(Engine::Postgres);
}

#[test]
#[should_panic(expected = "asked for")]
fn a_write_that_is_lost_does_not_go_unnoticed() {
    let database = Engine::Sqlite.database().unwrap();
    let folder = scratch().join("crash-lost");
    rounds(&database.url(), &folder, 1);
    let db = open::open(&database.url(), 1).unwrap();
    let lose = "UPDATE service_records SET version = version - 1";
    db.write(|conn| Ok(diesel::sql_query(lose).execute(conn)?)).unwrap();
    drop(db);
    rounds(&database.url(), &folder, 1);
}

/// For `scripts/crash`: on a database of one's own, going on where it was interrupted.
#[test]
#[ignore = "as many rounds as one asks for: scripts/crash"]
fn by_hand() {
    let folder = PathBuf::from(variable("TIERDESK_CRASH_FOLDER").expect("scripts/crash sets the folder"));
    let url = variable("TIERDESK_CRASH_DATABASE").expect("scripts/crash sets the database");
    let wanted = variable("TIERDESK_CRASH_ROUNDS").and_then(|count| count.parse().ok()).unwrap();
    std::fs::create_dir_all(&folder).unwrap();
    fill_where_empty(&url);
    rounds(&url, &folder, wanted);
}

fn fill_where_empty(url: &str) {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        count: i64,
    }
    let db = open::open(url, 1).unwrap();
    migrate::run(&db).unwrap();
    let people = "SELECT count(*) AS count FROM users";
    let count = db.read(|conn| Ok(diesel::sql_query(people).get_result::<Count>(conn)?)).unwrap().count;
    if count == 0 {
        db.write(fixture::fill).unwrap();
    }
}
