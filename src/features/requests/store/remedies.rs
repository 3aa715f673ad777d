//! What was decided of delivery claims: rows that are only ever added.

use diesel::prelude::*;

use crate::domain::claim_words::Remedy;
use crate::error::Error;
use crate::platform::db::schema::request_remedies as t;
use crate::platform::db::{Conn, Id, Moment};

/// A decision on a claim.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = t)]
pub struct Remedied {
    /// The claim.
    pub request_id: Id,
    /// Which decision it is, from 1 on.
    pub nth: i32,
    /// What is done.
    #[diesel(serialize_as = String)]
    pub remedy: Remedy,
    /// Why.
    pub reason: String,
    /// The product that was delivered, where it leaves; stored once, with the decision by which it left.
    pub product_id: Option<Id>,
    /// The one in its place.
    pub replacement_id: Option<Id>,
    /// The credit that was proposed.
    pub credit_id: Option<Id>,
    /// Its number.
    pub credit_number: Option<String>,
    /// When.
    pub at: Moment,
    /// By whom.
    pub actor_id: Id,
    /// By name.
    pub actor_name: String,
}

/// What was decided last of a claim.
///
/// # Errors
/// What the database answers.
pub fn last_remedy(conn: &mut Conn, request: Id) -> Result<Option<Remedied>, Error> {
    let rows = t::table.filter(t::request_id.eq(request)).order(t::nth.desc());
    let mut last: Option<Remedied> = rows.select(Remedied::as_select()).first(conn).optional()?;
    if let Some(last) = last.as_mut().filter(|last| last.remedy.is_final() && last.product_id.is_none()) {
        last.product_id = t::table
            .filter(t::request_id.eq(request).and(t::product_id.is_not_null()))
            .select(t::product_id)
            .first(conn)?;
    }
    Ok(last)
}

/// Adds a decision.
///
/// # Errors
/// `LostRace` where somebody else decides on the same claim or the same product: whoever comes second begins anew and finds
/// what was decided.
pub fn insert_remedy(conn: &mut Conn, row: &Remedied) -> Result<(), Error> {
    let inserted = diesel::insert_into(t::table).values(row.clone()).execute(conn);
    inserted.map(drop).map_err(|fault| match Error::from(fault) {
        Error::Duplicate(_) => Error::LostRace,
        other => other,
    })
}
