//! Which contracts end soon, and who was reminded of which.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::error::Error;
use crate::platform::db::schema::{contract_reminders as r, contracts as t};
use crate::platform::db::{Conn, Id, Moment, savepoint};

use super::super::model::{Row, stored};

/// The contracts in force whose last day is in `from..=until` and that nobody was reminded of at this step; those that were
/// ended early are known to everybody.
pub fn ending(
    conn: &mut Conn,
    (from, until): (&str, &str),
    step: i32,
    limit: i64,
) -> Result<Vec<Row>, Error> {
    let told = r::table.filter(r::contract_id.eq(t::id)).filter(r::step.eq(step));
    Ok(t::table
        .filter(t::status.eq(stored::ACTIVE))
        .filter(t::closed_at.is_null())
        .filter(t::last_on.between(from.to_string(), until.to_string()))
        .filter(not(exists(told)))
        .order((t::last_on, t::id))
        .limit(limit)
        .select(Row::as_select())
        .load(conn)?)
}

/// Writes that people are reminded; false where somebody else has.
pub fn insert_reminder(conn: &mut Conn, contract: Id, step: i32, now: Moment) -> Result<bool, Error> {
    let row = (r::contract_id.eq(contract), r::step.eq(step), r::at.eq(now));
    match savepoint(conn, |conn| Ok(diesel::insert_into(r::table).values(row).execute(conn)?)) {
        Ok(_) => Ok(true),
        Err(Error::Duplicate(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// One contract, where it still stands as it was read.
pub fn still(conn: &mut Conn, row: &Row) -> Result<bool, Error> {
    let same = t::table.filter(t::id.eq(row.id)).filter(t::version.eq(row.version));
    let found: Option<Id> = same.select(t::id).first(conn).optional()?;
    Ok(found.is_some())
}
