//! Who may decide on which record, and when.

use crate::access::Actor;
use crate::domain::record_words::RecordStatus;
use crate::error::Error;
use crate::features::service_records::{self, Facts, Head, Revision, effective_status};
use crate::platform::db::{Conn, Moment};

/// Nobody reviews what they wrote, sent in, or took part in as an engineer (4.4).
///
/// # Errors
/// `Forbidden`.
pub fn not_own_work(
    conn: &mut Conn,
    actor: &Actor,
    head: &Head,
    revision: &Revision,
    zone: chrono_tz::Tz,
) -> Result<(), Error> {
    let fields = revision.content.as_object().cloned().unwrap_or_default();
    let engineers = Facts::new(&fields, zone).engineers();
    let names = [actor.name().trim().to_lowercase(), actor.email().to_lowercase()];
    let took_part = engineers.iter().any(|engineer| names.contains(engineer));
    let wrote = head.author == actor.user() || revision.submitted_by == actor.user();
    if wrote || took_part || service_records::wrote(conn, head.id, actor.user())? {
        return Err(Error::Forbidden("own_work"));
    }
    Ok(())
}

/// A record waits for a verdict while it is submitted, or in review by this reviewer.
///
/// # Errors
/// `Conflict`: nothing waits, or somebody else has it.
pub fn decidable(actor: &Actor, head: &Head, now: Moment) -> Result<(), Error> {
    match effective_status(head.status, head.taken_until, now) {
        RecordStatus::Submitted => Ok(()),
        RecordStatus::InReview if head.taken_by == Some(actor.user()) => Ok(()),
        RecordStatus::InReview => Err(Error::Conflict("taken_by_other")),
        _ => Err(Error::Conflict("not_waiting_for_review")),
    }
}

/// A record can be given back by whoever has it.
///
/// # Errors
/// `Conflict` where the actor does not have it.
pub fn releasable(actor: &Actor, head: &Head, now: Moment) -> Result<(), Error> {
    match effective_status(head.status, head.taken_until, now) {
        RecordStatus::InReview if head.taken_by == Some(actor.user()) => Ok(()),
        RecordStatus::InReview => Err(Error::Conflict("taken_by_other")),
        _ => Err(Error::Conflict("not_taken")),
    }
}
