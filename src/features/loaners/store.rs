//! Loaners as rows: in sight where the customer is.

use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::access::Scope;
use crate::domain::loaner_words::LoanerState;
use crate::error::Error;
use crate::features::customers::visible_with_customers;
use crate::platform::db::schema::{loaner_reminders as r, loaners as t};
use crate::platform::db::{Conn, Id, Moment, savepoint};
use crate::platform::web::list::{ListQuery, not_a_cursor};

use super::model::Loaner;

visible_with_customers!(t, t::customer_id);

/// One loaner in sight.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn get(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Loaner, Error> {
    Ok(visible(scope).filter(t::id.eq(id)).select(Loaner::as_select()).first(conn)?)
}

/// A page of the list, and one row more where there is more.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery, today: &str) -> Result<Vec<Loaner>, Error> {
    let mut rows = visible(scope);
    if let Some(state) = query.filter("state") {
        rows = rows.filter(t::state.eq(state.to_string()));
    }
    if let Some(overdue) = query.filter("overdue") {
        let out = t::state.eq(LoanerState::Lent.as_str()).and(t::loaner_back_on.is_null());
        let late = t::due_on.is_not_null().and(t::due_on.assume_not_null().lt(today.to_string()));
        rows = if overdue == "true" {
            rows.filter(out.and(late))
        } else {
            rows.filter(diesel::dsl::not(out.and(late)))
        };
    }
    if let Some(id) = query.filter_id("customer_id") {
        rows = rows.filter(t::customer_id.eq(id));
    }
    if let Some(id) = query.filter_id("product_id") {
        rows = rows.filter(t::product_id.eq(id).or(t::loaner_id.eq(id)));
    }
    if let Some(cursor) = &query.after {
        let (at, id) = (cursor.moment().ok_or_else(not_a_cursor)?, cursor.id());
        rows = if query.descending {
            rows.filter(t::created_at.lt(at).or(t::created_at.eq(at).and(t::id.lt(id))))
        } else {
            rows.filter(t::created_at.gt(at).or(t::created_at.eq(at).and(t::id.gt(id))))
        };
    }
    let rows = if query.descending {
        rows.order((t::created_at.desc(), t::id.desc()))
    } else {
        rows.order((t::created_at.asc(), t::id.asc()))
    };
    Ok(rows.select(Loaner::as_select()).limit(query.limit + 1).load(conn)?)
}

/// Writes a new row.
///
/// # Errors
/// `Conflict` where one of the two devices is taken: the database has the last word of two at once.
pub fn insert(conn: &mut Conn, row: &Loaner) -> Result<(), Error> {
    diesel::insert_into(t::table).values(row.clone()).execute(conn).map_err(|fault| taken(fault.into()))?;
    Ok(())
}

fn taken(fault: Error) -> Error {
    match fault {
        Error::Duplicate(what) if what.contains("loaners_out") || what.contains("loaner_id") => {
            Error::Conflict("loaner_is_out")
        }
        Error::Duplicate(what) if what.contains("loaners_for") || what.contains("product_id") => {
            Error::Conflict("device_has_a_loaner")
        }
        Error::Duplicate(_) => Error::LostRace,
        other => other,
    }
}

/// Writes what becomes of it, where the version is still the one before the row's.
///
/// # Errors
/// `Stale` where somebody was faster.
pub fn update(conn: &mut Conn, row: &Loaner) -> Result<(), Error> {
    let read = t::table.filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    let changed = diesel::update(read).set(row.clone()).execute(conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// The loaners that should have been back before `today` and that nobody was told of; at most `limit`, the latest first.
pub fn late(conn: &mut Conn, today: &str, limit: i64) -> Result<Vec<Loaner>, Error> {
    let told = r::table.filter(r::loaner_id.eq(t::id));
    // As the index says it, so that what came back long ago costs nothing.
    let out = sql::<Bool>("loaners.state = 'lent'");
    Ok(t::table
        .filter(out)
        .filter(t::loaner_back_on.is_null())
        .filter(t::due_on.is_not_null())
        .filter(t::due_on.assume_not_null().lt(today.to_string()))
        .filter(not(exists(told)))
        .order((t::due_on, t::id))
        .limit(limit)
        .select(Loaner::as_select())
        .load(conn)?)
}

/// Whether it still stands as it was read.
pub fn still(conn: &mut Conn, row: &Loaner) -> Result<bool, Error> {
    let same = t::table.filter(t::id.eq(row.id)).filter(t::version.eq(row.version));
    let found: Option<Id> = same.select(t::id).first(conn).optional()?;
    Ok(found.is_some())
}

/// Writes that somebody is told; false where another instance has.
pub fn insert_reminder(conn: &mut Conn, loaner: Id, now: Moment) -> Result<bool, Error> {
    let row = (r::loaner_id.eq(loaner), r::at.eq(now));
    match savepoint(conn, |conn| Ok(diesel::insert_into(r::table).values(row).execute(conn)?)) {
        Ok(_) => Ok(true),
        Err(Error::Duplicate(_)) => Ok(false),
        Err(other) => Err(other),
    }
}
