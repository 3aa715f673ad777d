//! The states of a record and who may move it between them (4.4).

use chrono::TimeDelta;

use crate::access::Actor;
use crate::domain::record_words::RecordStatus;
use crate::error::Error;
use crate::platform::db::Moment;

use super::model::Head;

/// How long a reviewer keeps a record that it does not decide on.
pub const TAKE_LASTS: TimeDelta = TimeDelta::minutes(30);

/// The state at `now`: a take that has run out is as good as none.
#[must_use]
pub fn effective_status(status: RecordStatus, taken_until: Option<Moment>, now: Moment) -> RecordStatus {
    match status {
        RecordStatus::InReview if taken_until.is_none_or(|until| until <= now) => RecordStatus::Submitted,
        other => other,
    }
}

/// Only people of the author's organisation touch a record before it is sent in and after it comes back.
///
/// # Errors
/// `Forbidden` for everybody else.
pub fn belongs_to(head: &Head, actor: &Actor) -> Result<(), Error> {
    if head.author_organisation == actor.organisation() {
        Ok(())
    } else {
        Err(Error::Forbidden("not_your_organisation"))
    }
}

/// A record can be changed while it is a draft or was returned.
///
/// # Errors
/// `Conflict`.
pub fn editable(head: &Head) -> Result<(), Error> {
    match head.status {
        RecordStatus::Draft | RecordStatus::Returned => Ok(()),
        _ => Err(Error::Conflict("record_not_editable")),
    }
}

/// A record can be taken back until its review begins.
///
/// # Errors
/// `Conflict`.
pub fn withdrawable(head: &Head, now: Moment) -> Result<(), Error> {
    match effective_status(head.status, head.taken_until, now) {
        RecordStatus::Submitted => Ok(()),
        RecordStatus::InReview => Err(Error::Conflict("review_has_begun")),
        _ => Err(Error::Conflict("record_not_submitted")),
    }
}

/// The number of the next submitted revision.
#[must_use]
pub fn next_revision(head: &Head) -> i32 {
    head.submitted_revision.map_or(1, |last| last + 1)
}
