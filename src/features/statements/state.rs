//! Where statements and lines stand: the projection of their events, which are only ever added.

use diesel::prelude::*;

use crate::access::Actor;
use crate::domain::statement_words::{LineStatus, StatementEvent, StatementStatus};
use crate::error::Error;
use crate::platform::db::schema::{statement_events as e, statement_states as s};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::random;

use super::model::Head;

/// What a state says besides its status, which follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// Whether the payer confirmed it.
    pub confirmed: bool,
    /// Lines that wait for a reviewer.
    pub disputed_lines: i32,
    /// Lines that wait for an answer.
    pub questioned_lines: i32,
    /// What was put to it.
    pub allocated_fen: i64,
}

impl State {
    /// Of a statement that nobody said anything about.
    pub const NEW: Self =
        State { confirmed: false, disputed_lines: 0, questioned_lines: 0, allocated_fen: 0 };

    /// Of a statement as it stands.
    #[must_use]
    pub fn of(head: &Head) -> Self {
        State {
            confirmed: head.confirmed,
            disputed_lines: head.disputed_lines,
            questioned_lines: head.questioned_lines,
            allocated_fen: head.allocated_fen,
        }
    }

    /// Where a statement of this amount stands. One that comes to nothing or less leaves nothing to pay.
    #[must_use]
    pub fn status(&self, gross_fen: i64) -> StatementStatus {
        if gross_fen <= self.allocated_fen {
            StatementStatus::Settled
        } else if self.disputed_lines > 0 {
            StatementStatus::Disputed
        } else if self.confirmed {
            StatementStatus::Confirmed
        } else {
            StatementStatus::Issued
        }
    }
}

/// An event before it is stored.
#[derive(Debug, Clone, Copy)]
pub struct Happened<'a> {
    /// Of the line of this charge, or of the whole statement.
    pub charge: Option<Id>,
    /// What.
    pub kind: StatementEvent,
    /// Fen, where money moved.
    pub amount_fen: i64,
    /// What was said.
    pub text: &'a str,
}

impl Happened<'_> {
    /// Something that happened to the whole statement, without words.
    #[must_use]
    pub fn to_all(kind: StatementEvent, amount_fen: i64) -> Self {
        Happened { charge: None, kind, amount_fen, text: "" }
    }
}

/// Writes one event, with the version of the statement's state to which it led.
///
/// # Errors
/// What the database answers.
pub fn event(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    (statement, version): (Id, i32),
    happened: &Happened<'_>,
) -> Result<(), Error> {
    let row = (
        e::id.eq(random::id(now)),
        e::statement_id.eq(statement),
        e::version.eq(version),
        e::charge_id.eq(happened.charge),
        e::at.eq(now),
        e::kind.eq(happened.kind.as_str()),
        e::amount_fen.eq(happened.amount_fen),
        e::text.eq(happened.text),
        e::actor_id.eq(actor.user()),
        e::actor_name.eq(actor.name()),
    );
    diesel::insert_into(e::table).values(row).execute(conn)?;
    Ok(())
}

/// Moves a statement from the version that was read to the next, with the event that does it.
///
/// # Errors
/// `Stale` where somebody was faster.
pub fn advance(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    head: &Head,
    (next, happened): (State, &Happened<'_>),
) -> Result<Head, Error> {
    let status = next.status(head.gross_total_fen);
    let read = s::table.filter(s::statement_id.eq(head.id)).filter(s::version.eq(head.version));
    let row = (
        s::status.eq(status.as_str()),
        s::confirmed.eq(next.confirmed),
        s::disputed_lines.eq(next.disputed_lines),
        s::questioned_lines.eq(next.questioned_lines),
        s::allocated_fen.eq(next.allocated_fen),
        s::version.eq(head.version + 1),
        s::changed_at.eq(now),
    );
    if diesel::update(read).set(row).execute(conn)? == 0 {
        return Err(Error::Stale);
    }
    event(conn, actor, now, (head.id, head.version + 1), happened)?;
    Ok(Head {
        status,
        confirmed: next.confirmed,
        disputed_lines: next.disputed_lines,
        questioned_lines: next.questioned_lines,
        allocated_fen: next.allocated_fen,
        version: head.version + 1,
        ..head.clone()
    })
}

/// Where an event leaves the line to which it happens.
#[must_use]
pub fn line_after(kind: StatementEvent) -> Option<LineStatus> {
    Some(match kind {
        StatementEvent::Confirmed => LineStatus::Confirmed,
        StatementEvent::Questioned => LineStatus::Questioned,
        StatementEvent::Answered => LineStatus::Open,
        StatementEvent::Disputed => LineStatus::Disputed,
        StatementEvent::Upheld => LineStatus::Upheld,
        StatementEvent::Accepted => LineStatus::Accepted,
        StatementEvent::Corrected => LineStatus::Corrected,
        StatementEvent::Issued
        | StatementEvent::Allocated
        | StatementEvent::Unallocated
        | StatementEvent::Credited => return None,
    })
}
