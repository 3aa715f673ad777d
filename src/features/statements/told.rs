//! Who is told of statements, and of what is said about their lines.

use crate::domain::notice_words::NoticeKind;
use crate::domain::record_words::Role;
use crate::error::Error;
use crate::features::notices::{self, Event, Object};
use crate::features::users::Whom;
use crate::platform::db::{Conn, Id, Moment};

use super::model::{Head, LineRow};

/// Tells those who pay that a statement was issued.
///
/// # Errors
/// What the database answers.
pub fn of_issue(conn: &mut Conn, (by, now): (Id, Moment), head: &Head) -> Result<(), Error> {
    let to = [Whom::WhoPayFor(head.payer_id)];
    tell(conn, (by, now), head, NoticeKind::StatementIssued, (String::new(), &to))
}

/// Tells `to` what happened to a line.
///
/// # Errors
/// What the database answers.
pub fn of_line(
    conn: &mut Conn,
    by: (Id, Moment),
    head: &Head,
    line: &LineRow,
    kind: NoticeKind,
    to: &[Whom],
) -> Result<(), Error> {
    tell(conn, by, head, kind, (format!("{} v{}", line.line, line.version()), to))
}

/// Tells reviewers of a disputed line; their page of it is another than that of whoever sees the statement.
///
/// # Errors
/// What the database answers.
pub fn of_dispute(conn: &mut Conn, by: (Id, Moment), head: &Head, line: &LineRow) -> Result<(), Error> {
    of_page(conn, by, (head, line), ("disputed_line", NoticeKind::LineDisputed, Role::Reviewer))
}

/// Tells billing that a disputed line without a record has to be put right.
///
/// # Errors
/// What the database answers.
pub fn of_acceptance(conn: &mut Conn, by: (Id, Moment), head: &Head, line: &LineRow) -> Result<(), Error> {
    of_page(conn, by, (head, line), ("statement_line", NoticeKind::LineAccepted, Role::Billing))
}

/// Tells everybody with a role of what became of a line, which has a page of its own for them.
fn of_page(
    conn: &mut Conn,
    (by, now): (Id, Moment),
    (head, line): (&Head, &LineRow),
    (page, kind, role): (&'static str, NoticeKind, Role),
) -> Result<(), Error> {
    let event = Event {
        kind,
        by: Some(by),
        object: Object { kind: page, id: Some(line.charge_id), number: &head.number },
        occasion: format!("v{}", line.version()),
        to: &[Whom::All(role)],
        count: 1,
    };
    notices::tell(conn, now, &event)
}

fn tell(
    conn: &mut Conn,
    (by, now): (Id, Moment),
    head: &Head,
    kind: NoticeKind,
    (occasion, to): (String, &[Whom]),
) -> Result<(), Error> {
    let object = Object { kind: "statement", id: Some(head.id), number: &head.number };
    notices::tell(conn, now, &Event { kind, by: Some(by), object, occasion, to, count: 1 })
}
