//! Who is told of a record's way (4.4): those who wrote it and sent it in; once approved those it was done for. Only
//! people whose sight the record is in, and never the one who did it (the notices see to that).

use crate::domain::notice_words::NoticeKind;
use crate::domain::record_words::Role;
use crate::error::Error;
use crate::features::customers;
use crate::features::notices::{self, Event, Object};
use crate::features::users::Whom;
use crate::platform::db::{Conn, Id, Moment};

use super::model::{Head, Revision};

/// Tells author and sender of `revision` what became of it.
///
/// # Errors
/// What the database answers.
pub fn tell_writers(
    conn: &mut Conn,
    (by, now): (Id, Moment),
    head: &Head,
    revision: &Revision,
    kind: NoticeKind,
) -> Result<(), Error> {
    let to = [Whom::Person(head.author), Whom::Person(revision.submitted_by)];
    tell(conn, (by, now), head, kind, revision.revision.to_string(), &to)
}

/// Tells the reviewers who asked for it that a record waits.
///
/// # Errors
/// What the database answers.
pub fn tell_reviewers(conn: &mut Conn, (by, now): (Id, Moment), head: &Head) -> Result<(), Error> {
    let to = [Whom::All(Role::Reviewer)];
    tell(conn, (by, now), head, NoticeKind::RecordSubmitted, head.revision.to_string(), &to)
}

/// Tells author and sender that somebody begins to correct what was approved.
///
/// # Errors
/// What the database answers.
pub fn tell_of_correction(
    conn: &mut Conn,
    (by, now): (Id, Moment),
    head: &Head,
    approved: &Revision,
) -> Result<(), Error> {
    let to = [Whom::Person(head.author), Whom::Person(approved.submitted_by)];
    // A correction can be given up and begun again.
    tell(conn, (by, now), head, NoticeKind::CorrectionBegun, format!("v{}", head.version), &to)
}

/// Tells author and sender of what was approved that it has to be corrected: a payer disputes it, and a reviewer agrees.
///
/// # Errors
/// What the database answers.
pub fn tell_to_correct(conn: &mut Conn, by: (Id, Moment), record: Id) -> Result<(), Error> {
    let head = super::store::behind_link(conn, record)?;
    let Some(approved) = head.approved_revision else { return Ok(()) };
    let approved = super::store::revision(conn, record, approved)?;
    let occasion = format!("v{} {}", head.version, by.1.0.timestamp_micros());
    let to = [Whom::Person(head.author), Whom::Person(approved.submitted_by)];
    tell(conn, by, &head, NoticeKind::CorrectionAsked, occasion, &to)
}

/// Tells those for whom the work was done: the customer's contacts, and the customer's agent where somebody else did it.
/// Both see a record once it is approved.
///
/// # Errors
/// What the database answers.
pub fn tell_served(
    conn: &mut Conn,
    (by, now): (Id, Moment),
    head: &Head,
    corrected: bool,
) -> Result<(), Error> {
    let mut to = Vec::new();
    if let Some(customer) = head.customer
        && let Some(organisation) = customers::organisation_of(conn, customer)?
    {
        to.push(Whom::Of(organisation, Role::CustomerContact));
    }
    if let Some(agent) = head.agent.filter(|agent| *agent != head.author_organisation) {
        to.push(Whom::Of(agent, Role::AgentManager));
    }
    let kind = if corrected { NoticeKind::RecordCorrected } else { NoticeKind::RecordShared };
    tell(conn, (by, now), head, kind, head.revision.to_string(), &to)
}

fn tell(
    conn: &mut Conn,
    (by, now): (Id, Moment),
    head: &Head,
    kind: NoticeKind,
    occasion: String,
    to: &[Whom],
) -> Result<(), Error> {
    let object = Object { kind: head.kind.as_str(), id: Some(head.id), number: &head.number };
    notices::tell(conn, now, &Event { kind, by: Some(by), object, occasion, to, count: 1 })
}
