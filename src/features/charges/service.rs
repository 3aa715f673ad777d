//! Reading charges: one page of a list, one charge, one with all that belongs to it.

use crate::access::Scope;
use crate::error::Error;
use crate::platform::db::{Conn, Id};
use crate::platform::web::list::{ListQuery, Listing};

use super::model::{Charge, Event};
use super::store;
use super::waive::{self, Waiver};
use super::waived;

/// One page of the charges in sight.
///
/// # Errors
/// What the database answers.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Listing<Charge>, Error> {
    store::list(conn, scope, query)
}

/// One charge.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn show(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Charge, Error> {
    store::find(conn, scope, id)
}

/// A charge with its history.
#[derive(Debug)]
pub struct Whole {
    /// The charge.
    pub charge: Charge,
    /// What happened to it, oldest first.
    pub events: Vec<Event>,
    /// The charge that takes it back.
    pub reversed_by: Option<Id>,
    /// Waivers that were asked for, oldest first.
    pub waivers: Vec<Waiver>,
    /// The charge that was waived before a correction charged it anew.
    pub waived_before: Option<Id>,
}

/// One charge with its history. Four statements, five for one that had been waived before.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn whole(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Whole, Error> {
    let charge = store::find(conn, scope, id)?;
    let events = store::events(conn, &charge)?;
    let reversed_by = store::reversal_of(conn, scope, id)?;
    let waivers = waive::of(conn, id)?;
    let waived_before = waived::before(conn, &charge, &events)?;
    Ok(Whole { charge, events, reversed_by, waivers, waived_before })
}
