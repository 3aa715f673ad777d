//! Use-cases of the queue of mails.

use chrono::TimeDelta;

use crate::access::audit::{self, Entry};
use crate::access::{Actor, Scope};
use crate::error::Error;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::mail::outbox::{self, Queued};
use crate::platform::web::list::{ListQuery, Listing};

/// How long a mail that is tried again is worth sending.
const AGAIN_FOR: TimeDelta = TimeDelta::days(7);

/// The queue as the administrator sees it.
pub struct Overview {
    /// A page of it.
    pub mails: Listing<Queued>,
    /// How many wait.
    pub waiting: i64,
    /// How many were given up.
    pub failed: i64,
}

/// A page of the queue; nothing where somebody does not see all of it.
pub fn overview(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Overview, Error> {
    if !scope.sees_all() {
        return Err(Error::NotFound);
    }
    let mails = outbox::list(conn, query)?;
    let (waiting, failed) = outbox::counts(conn)?;
    Ok(Overview { mails, waiting, failed })
}

/// Tries a mail again at once.
///
/// # Errors
/// `NotFound`; `Conflict` where it was sent, or its link has run out.
pub fn retry(conn: &mut Conn, actor: &Actor, scope: &Scope, id: Id, now: Moment) -> Result<(), Error> {
    if !scope.sees_all() {
        return Err(Error::NotFound);
    }
    let address = outbox::retry(conn, id, now.plus(AGAIN_FOR), now)?;
    let entry = Entry {
        action: "mail.retry",
        object_kind: "mail",
        object: Some(id),
        label: &address,
        before: None,
        after: None,
    };
    audit::write(conn, actor, now, entry)
}
