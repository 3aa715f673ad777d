//! Looking at requests.

use crate::access::{Action, Actor, Scope};
use crate::error::Error;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::services::Services;
use crate::platform::web::list::{ListQuery, Listing};

use super::super::model::Request;
use super::super::{queues, store};

/// One request in sight.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub fn request(conn: &mut Conn, actor: &Actor, id: Id) -> Result<Request, Error> {
    store::find(conn, &actor.may(Action::ViewRequests)?, id)
}

/// When the clocks of a request that the caller has found in sight stood still, and why.
///
/// # Errors
/// What the database answers.
pub fn pauses(conn: &mut Conn, id: Id) -> Result<Vec<Standing>, Error> {
    store::pauses(conn, id)
}

/// From, to, and why.
pub type Standing = (Moment, Option<Moment>, String);

/// A page of the requests in sight. One statement.
///
/// # Errors
/// What the database answers.
pub fn page(
    conn: &mut Conn,
    actor: &Actor,
    services: &Services,
    scope: &Scope,
    query: &ListQuery,
    now: Moment,
) -> Result<Listing<Request>, Error> {
    store::list(conn, scope, query, &queues::desk(actor, services, now))
}
