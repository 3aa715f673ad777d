//! What a real mail server took, held against the queue (5.10, 9.2): at most one mail for each event and person, whenever
//! the portal is killed. What it was handing over then may have arrived or not; it is noted as interrupted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use diesel::prelude::*;
use tierdesk::platform::db::schema::mail_outbox as t;
use tierdesk::platform::db::{Id, Moment, open};
use tierdesk::platform::mail::outbox;

use crate::support::smtp::{SmtpServer, wait_until};

const PATIENCE: Duration = Duration::from_secs(300);
/// The line that parts the lives of the portal in the book.
const KILLED: &str = "killed";

/// The mail server of a run, and the book it keeps.
pub struct Mails {
    server: SmtpServer,
    book: PathBuf,
}

/// What was taken so far.
#[derive(Debug, Default)]
pub struct Taken {
    /// The recipient of each Message-ID, and how many copies of it were taken.
    copies: BTreeMap<String, (String, usize)>,
    /// How many mails that were.
    pub mails: usize,
    /// How many were taken once more; none.
    again: usize,
    /// How many were being handed over when a kill came.
    pub interrupted: usize,
    /// How many of these the server had taken.
    pub arrived: usize,
    /// How many could not be delivered; none, as the server takes everything.
    failed: usize,
}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Taken { mails, interrupted, arrived, .. } = self;
        write!(
            f,
            "{mails} mails taken, none twice; {interrupted} interrupted by a kill, of which {arrived} had arrived"
        )
    }
}

impl Taken {
    /// Reads a book, over all lives of the portal.
    fn read(book: &str) -> Self {
        let mut all = Taken::default();
        for line in book.lines() {
            let Some((id, to)) = line.strip_prefix("taken ").and_then(|rest| rest.split_once(' ')) else {
                assert_eq!(line, KILLED, "a line of the book");
                continue;
            };
            let (known, count) = all.copies.entry(id.into()).or_insert_with(|| (to.into(), 0));
            assert_eq!(known, to, "{id} went to two people");
            *count += 1;
        }
        all.mails = all.copies.len();
        all.again = all.copies.values().map(|(_, count)| count - 1).sum();
        all
    }
}

/// A row of the queue: id, event, address, when it was noted as sent, when it was given up, and why.
type Row = (Id, String, String, Option<Moment>, Option<Moment>, Option<String>);

impl Mails {
    /// Starts the server; its book in `folder` is gone on with.
    pub fn start(folder: &Path) -> Self {
        let book = folder.join("mails.log");
        let mails = Mails { server: SmtpServer::with_book(&book), book };
        // Whatever interrupted an earlier run ended its portal too.
        mails.part();
        mails
    }

    /// Where the server listens.
    pub fn port(&self) -> u16 {
        self.server.port
    }

    fn part(&self) {
        let mut book = OpenOptions::new().create(true).append(true).open(&self.book).unwrap();
        writeln!(book, "{KILLED}").unwrap();
    }

    /// With the portal dead, nothing moves: at most the one mail that it had in hand was taken and not noted as sent.
    pub fn after_a_kill(&self, url: &str) {
        self.server.quiet(PATIENCE);
        self.compare(url);
        self.part();
    }

    /// Lets the running portal send what is left; what the whole run came to.
    pub fn to_the_end(&self, url: &str) -> Taken {
        let db = open::open(url, 1).unwrap();
        // Nobody waits here for the claims of the dead to run out.
        let free = "UPDATE mail_outbox SET claimed_until = NULL WHERE sent_at IS NULL";
        db.write(|conn| Ok(diesel::sql_query(free).execute(conn)?)).unwrap();
        let waiting = || db.read(outbox::counts).unwrap().0;
        // However many there are: as long as some leave, it is worth waiting.
        let mut left = waiting();
        while left > 0 {
            let before = left;
            wait_until(
                PATIENCE,
                || waiting() < before,
                || format!("{before} mails are left, and none leaves"),
            );
            left = waiting();
        }
        let taken = self.compare(url);
        assert_eq!(taken.failed, 0, "the server takes everything");
        taken
    }

    fn compare(&self, url: &str) -> Taken {
        let db = open::open(url, 1).unwrap();
        let columns = (t::id, t::event, t::address, t::sent_at, t::failed_at, t::last_error);
        let rows: Vec<Row> = db.read(|conn| Ok(t::table.select(columns).load(conn)?)).unwrap();
        let mut taken = Taken::read(&std::fs::read_to_string(&self.book).unwrap_or_default());
        let (mut ids, mut told) = (BTreeSet::new(), BTreeSet::new());
        for (id, event, address, sent, failed, why) in rows {
            let message = format!("<{id}@portal.example>");
            if let Some((to, _)) = taken.copies.get(&message) {
                assert_eq!(*to, address, "{message} went to somebody else");
                assert!(told.insert((event.clone(), address)), "{event} was told twice to {to}");
            }
            assert!(
                sent.is_none() || taken.copies.contains_key(&message),
                "{message} is noted and was not taken"
            );
            let interrupted = failed.is_some() && why.as_deref() == Some("interrupted");
            taken.interrupted += usize::from(interrupted);
            taken.arrived += usize::from(interrupted && taken.copies.contains_key(&message));
            taken.failed += usize::from(failed.is_some() && !interrupted);
            ids.insert(message);
        }
        let strange: Vec<_> = taken.copies.keys().filter(|id| !ids.contains(*id)).collect();
        assert!(strange.is_empty(), "nobody wrote these: {strange:?}");
        assert_eq!(taken.again, 0, "no mail was taken twice: {:?}", taken.copies);
        taken
    }
}

#[test]
fn a_second_copy_is_counted() {
    let taken = Taken::read("killed\ntaken <a> x@y\ntaken <b> x@y\nkilled\ntaken <b> x@y\n");
    assert_eq!((taken.mails, taken.again), (2, 1));
}

#[test]
#[should_panic(expected = "went to two people")]
fn a_mail_to_somebody_else_does_not_go_unnoticed() {
    Taken::read("taken <a> x@y\ntaken <a> z@y\n");
}
