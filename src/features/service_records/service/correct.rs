//! Correcting an approved record: the next revision of the same record, reviewed again (4.4).

use serde_json::json;

use crate::domain::record_words::RecordStatus;
use crate::error::Error;
use crate::features::attachments;
use crate::platform::db::{Conn, Id};
use crate::platform::web::incoming::IfMatch;

use super::super::model::Head;
use super::super::{rules, store, told};
use super::{Work, index_anew, log, own_record, tell};

/// What everybody else goes on seeing: an approved revision holds until another one is approved.
#[must_use]
pub fn standing_status(head: &Head, otherwise: RecordStatus) -> RecordStatus {
    if head.approved_revision.is_some() { RecordStatus::Approved } else { otherwise }
}

/// Begins the correction of an approved record; the approved revision holds on until the correction is approved.
///
/// # Errors
/// `PreconditionRequired`, `Stale`, `Conflict` where the record is not approved.
pub fn correct(conn: &mut Conn, work: &Work<'_>, id: Id, expected: IfMatch) -> Result<Head, Error> {
    let mut head = own_record(conn, work, id)?;
    expected.check(head.version)?;
    if head.status != RecordStatus::Approved {
        return Err(Error::Conflict("record_not_approved"));
    }
    head.status = RecordStatus::Draft;
    head.revision = rules::next_revision(&head);
    store::save_head(conn, &mut head, work.now)?;
    tell(conn, work, &head, "correction_started", "")?;
    let after = json!({ "status": head.status, "revision": head.revision });
    log(conn, work, &head, work.form.actions.correct, (None, Some(after)))?;
    if let Some(approved) = head.approved_revision {
        let approved = store::revision(conn, id, approved)?;
        told::tell_of_correction(conn, (work.actor.user(), work.now), &head, &approved)?;
    }
    Ok(head)
}

/// Gives a correction up: the record is again as it was approved.
///
/// # Errors
/// `PreconditionRequired`, `Stale`, `Conflict` where no correction is being written.
pub fn discard(conn: &mut Conn, work: &Work<'_>, id: Id, expected: IfMatch) -> Result<Head, Error> {
    let mut head = own_record(conn, work, id)?;
    expected.check(head.version)?;
    let (true, Some(approved)) = (rules::editable(&head).is_ok(), head.approved_revision) else {
        return Err(Error::Conflict("no_correction"));
    };
    restore_approved(conn, work, &mut head, approved)?;
    attachments::restore(conn, work.actor, &head, approved, work.now)?;
    store::save_head(conn, &mut head, work.now)?;
    tell(conn, work, &head, "correction_discarded", "")?;
    log(conn, work, &head, work.form.actions.discard, (None, Some(json!({ "revision": approved }))))?;
    Ok(head)
}

fn restore_approved(conn: &mut Conn, work: &Work<'_>, head: &mut Head, approved: i32) -> Result<(), Error> {
    head.content = store::revision(conn, head.id, approved)?.content;
    head.unparsed = json!({});
    head.status = RecordStatus::Approved;
    head.submitted_status = Some(RecordStatus::Approved.as_str().to_string());
    head.revision = approved;
    index_anew(conn, work, head)
}
