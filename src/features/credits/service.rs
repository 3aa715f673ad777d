//! Reading credits.

use crate::access::Scope;
use crate::error::Error;
use crate::platform::db::{Conn, Id};
use crate::platform::web::list::{ListQuery, Listing};

use super::history::{self, Whole};
use super::model::Credit;
use super::store;

/// One page of credits.
///
/// # Errors
/// What the database answers.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Listing<Credit>, Error> {
    store::list(conn, scope, query)
}

/// One credit with what became of it.
///
/// # Errors
/// `NotFound`.
pub fn show(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Whole, Error> {
    let credit = store::find(conn, scope, id)?;
    let events = history::of(conn, &[id])?;
    Ok(Whole { credit, events })
}
