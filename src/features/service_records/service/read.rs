//! Looking at records: one, those of a list, what was said of one last.

use crate::access::{Action, Actor, Scope};
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::platform::db::{Conn, Id};
use crate::platform::web::list::{ListQuery, Listing};

use super::super::model::{Head, Summary, VerdictRow};
use super::super::store;

/// One record of a kind, as far as the actor may see it.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub fn record(
    conn: &mut Conn,
    actor: &Actor,
    kind: ServiceRecordKind,
    id: Id,
) -> Result<(Head, Scope), Error> {
    let scope = actor.may(Action::ViewRecords)?;
    Ok((store::find(conn, &scope, Some(kind), id)?, scope))
}

/// One page of a list.
///
/// # Errors
/// What the database answers.
pub fn page(
    conn: &mut Conn,
    scope: &Scope,
    kind: ServiceRecordKind,
    query: &ListQuery,
) -> Result<Listing<Summary>, Error> {
    store::list(conn, scope, kind, query)
}

/// What a reviewer said of a record last, where one has.
///
/// # Errors
/// What the database answers.
pub fn last_verdict(conn: &mut Conn, head: &Head) -> Result<Option<VerdictRow>, Error> {
    if head.submitted_revision.is_none() {
        return Ok(None);
    }
    Ok(store::verdicts(conn, head.id)?.pop())
}
