//! Records that were charged within a stretch of time, and what they were charged, for whoever computes them again with other
//! prices (2.6).

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::error::Error;
use crate::platform::db::schema::charges as t;
use crate::platform::db::{AnyDb, Conn, Id, Moment};

use super::row::Row;
use super::store::takes_nothing_back;

/// How many records were charged from `from` up to `to`.
///
/// # Errors
/// What the database answers.
pub fn charged_between(conn: &mut Conn, from: Moment, to: Moment) -> Result<i64, Error> {
    let rows = t::table
        .filter(t::created_at.ge(from))
        .filter(t::created_at.le(to))
        .filter(t::record_id.is_not_null())
        .filter(takes_nothing_back());
    Ok(rows.select(diesel::dsl::sql::<BigInt>("COUNT(DISTINCT record_id)")).first(conn)?)
}

/// The next records that were charged from `from` up to `to`, in the order of their ids.
///
/// # Errors
/// What the database answers.
pub fn charged_after(
    conn: &mut Conn,
    from: Moment,
    to: Moment,
    last: Option<Id>,
    limit: i64,
) -> Result<Vec<Id>, Error> {
    let mut rows = t::table
        .filter(t::record_id.is_not_null())
        .filter(t::created_at.ge(from))
        .filter(t::created_at.le(to))
        .filter(takes_nothing_back())
        .select(t::record_id.assume_not_null())
        .distinct()
        .into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(t::record_id.gt(last));
    }
    Ok(rows.order(t::record_id).limit(limit).load(conn)?)
}

/// What these records were charged up to `to` and nothing had taken back by then, line by line.
///
/// # Errors
/// What the database answers.
pub fn live_between(conn: &mut Conn, records: &[Id], to: Moment) -> Result<Vec<Row>, Error> {
    let all: Vec<Row> = t::table
        .filter(t::record_id.eq_any(records.to_vec()))
        .filter(t::created_at.le(to))
        .order((t::record_id, t::line))
        .load(conn)?;
    let reversed: std::collections::HashSet<Id> = all.iter().filter_map(|row| row.reverses_id).collect();
    Ok(all.into_iter().filter(|row| row.reverses_id.is_none() && !reversed.contains(&row.id)).collect())
}
