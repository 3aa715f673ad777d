//! Reading payments.

use crate::access::{Actor, Scope, Sight};
use crate::domain::record_words::OrganisationKind;
use crate::error::Error;
use crate::features::{customers, organisations};
use crate::platform::db::{Conn, Id};
use crate::platform::web::list::{ListQuery, Listing};

use super::allocation::{self, Allocation};
use super::model::{Payment, Source, Whole};
use super::store;

/// One page of the payments in sight; who recorded them is told to the vendor's own people alone. One statement.
///
/// # Errors
/// What the database answers.
pub fn list(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    query: &ListQuery,
) -> Result<Listing<Payment>, Error> {
    Ok(store::list(conn, scope, query)?.map(|row| Payment::of(row, actor.is_vendor())))
}

/// One payment with what was put to statements from it. Two statements.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn whole(conn: &mut Conn, actor: &Actor, scope: &Scope, id: Id) -> Result<Whole, Error> {
    let internal = actor.is_vendor();
    let row = store::find(conn, scope, id)?;
    let allocations = allocation::told(allocation::of_source(conn, id)?, internal);
    Ok(Whole { payment: Payment::of(row, internal), allocations })
}

/// One payment. One statement.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn show(conn: &mut Conn, actor: &Actor, scope: &Scope, id: Id) -> Result<Payment, Error> {
    Ok(Payment::of(store::find(conn, scope, id)?, actor.is_vendor()))
}

/// The money of a payer that can be put to statements, the oldest first, statements that came to less than nothing
/// included.
///
/// # Errors
/// What the database answers.
pub fn sources(conn: &mut Conn, payer: Id) -> Result<Vec<Source>, Error> {
    let mut all = store::sources_left(conn, payer)?;
    all.extend(store::credited(conn, payer)?);
    all.sort_by_key(|source| source.id);
    Ok(all)
}

/// The name of a payer in sight: any for the vendor's billing, oneself for a payer, its accounts for a key-account
/// manager. The vendor does not pay itself.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn payer(conn: &mut Conn, scope: &Scope, id: Id) -> Result<String, Error> {
    let found = organisations::find(conn, id)?.filter(|found| found.kind != OrganisationKind::Vendor);
    for sight in scope.sights() {
        let seen = match sight {
            Sight::All => true,
            Sight::Payer | Sight::BillingContact => scope.organisation() == id,
            Sight::KeyAccounts => customers::manages_organisation(conn, scope.user(), id)?,
            _ => false,
        };
        if seen {
            return found.map(|found| found.name).ok_or(Error::NotFound);
        }
    }
    Err(Error::NotFound)
}

/// One allocation in sight.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn allocation(conn: &mut Conn, actor: &Actor, scope: &Scope, id: Id) -> Result<Allocation, Error> {
    let rows = allocation::find(conn, scope, id)?;
    allocation::told(rows, actor.is_vendor()).pop().ok_or(Error::NotFound)
}

/// What was put to a statement that the caller found, the oldest first.
///
/// # Errors
/// What the database answers.
pub fn put_to_statement(conn: &mut Conn, actor: &Actor, statement: Id) -> Result<Vec<Allocation>, Error> {
    Ok(allocation::told(allocation::of_statement(conn, statement)?, actor.is_vendor()))
}
