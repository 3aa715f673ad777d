//! Shifts as rows; all of them are the vendor's.

use diesel::prelude::*;

use crate::access::Scope;
use crate::error::Error;
use crate::platform::db::schema::duty_shifts::{self as d, dsl};
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::web::list::{ListQuery, not_a_cursor};

use super::model::Row;
use super::planned::MOST_A_WEEK;

type Query<'a> = d::BoxedQuery<'a, AnyDb>;

fn visible<'a>(scope: &Scope) -> Query<'a> {
    let query = d::table.into_boxed::<AnyDb>();
    if scope.sees_all() { query } else { query.filter(dsl::id.is_null()) }
}

/// One shift.
pub fn get(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Row, Error> {
    Ok(visible(scope).filter(dsl::id.eq(id)).select(Row::as_select()).first(conn)?)
}

/// A page of the list, and one row more where there is more.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery, now: Moment) -> Result<Vec<Row>, Error> {
    let mut rows = visible(scope);
    if let Some(city) = query.filter("city") {
        rows = rows.filter(dsl::city.eq(city.to_string()));
    }
    if let Some(id) = query.filter_id("user_id") {
        rows = rows.filter(dsl::user_id.eq(id));
    }
    rows = match query.filter("now") {
        Some("true") => rows.filter(dsl::from_at.le(now)).filter(dsl::until_at.gt(now)),
        Some(_) => rows.filter(dsl::from_at.gt(now).or(dsl::until_at.le(now))),
        None => rows,
    };
    if let Some(cursor) = &query.after {
        let (at, id) = (cursor.moment().ok_or_else(not_a_cursor)?, cursor.id());
        rows = if query.descending {
            rows.filter(dsl::from_at.lt(at).or(dsl::from_at.eq(at).and(dsl::id.lt(id))))
        } else {
            rows.filter(dsl::from_at.gt(at).or(dsl::from_at.eq(at).and(dsl::id.gt(id))))
        };
    }
    let rows = if query.descending {
        rows.order((dsl::from_at.desc(), dsl::id.desc()))
    } else {
        rows.order((dsl::from_at.asc(), dsl::id.asc()))
    };
    Ok(rows.select(Row::as_select()).limit(query.limit + 1).load(conn)?)
}

fn touching<'a>((from, to): (Moment, Moment)) -> Query<'a> {
    d::table.into_boxed::<AnyDb>().filter(dsl::from_at.lt(to)).filter(dsl::until_at.gt(from))
}

/// The shifts of a city that touch a week, by their beginning: all of them, since no week has more.
pub fn within(
    conn: &mut Conn,
    scope: &Scope,
    city: &str,
    (from, to): (Moment, Moment),
) -> Result<Vec<Row>, Error> {
    Ok(visible(scope)
        .filter(dsl::city.eq(city.to_string()))
        .filter(dsl::from_at.lt(to))
        .filter(dsl::until_at.gt(from))
        .order((dsl::from_at.asc(), dsl::id.asc()))
        .select(Row::as_select())
        .limit(MOST_A_WEEK)
        .load(conn)?)
}

/// How many shifts of a city touch a stretch of time.
pub fn count(conn: &mut Conn, city: &str, stretch: (Moment, Moment)) -> Result<i64, Error> {
    Ok(touching(stretch).filter(dsl::city.eq(city.to_string())).count().get_result(conn)?)
}

/// The shifts that go on now; each person has one at most.
pub fn now(conn: &mut Conn, scope: &Scope, now: Moment) -> Result<Vec<Row>, Error> {
    Ok(visible(scope)
        .filter(dsl::from_at.le(now))
        .filter(dsl::until_at.gt(now))
        .order((dsl::from_at.asc(), dsl::id.asc()))
        .select(Row::as_select())
        .load(conn)?)
}

/// The same for the program itself, which tells those people.
pub fn on_call(conn: &mut Conn, now: Moment) -> Result<Vec<Row>, Error> {
    let rows = d::table.filter(dsl::from_at.le(now)).filter(dsl::until_at.gt(now));
    Ok(rows.order((dsl::from_at.asc(), dsl::id.asc())).select(Row::as_select()).load(conn)?)
}

/// Whether somebody has a shift that touches a stretch of time.
pub fn is_taken(conn: &mut Conn, user: Id, from: Moment, to: Moment) -> Result<bool, Error> {
    let at_once =
        d::table.filter(dsl::user_id.eq(user)).filter(dsl::from_at.lt(to)).filter(dsl::until_at.gt(from));
    Ok(diesel::select(diesel::dsl::exists(at_once)).get_result(conn)?)
}

/// Writes a shift.
pub fn insert(conn: &mut Conn, row: &Row) -> Result<(), Error> {
    diesel::insert_into(d::table)
        .values((
            dsl::id.eq(row.id),
            dsl::city.eq(&row.city),
            dsl::user_id.eq(row.user_id),
            dsl::from_at.eq(row.from_at),
            dsl::until_at.eq(row.until_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Removes a shift.
///
/// # Errors
/// `NotFound` where somebody was faster.
pub fn remove(conn: &mut Conn, id: Id) -> Result<(), Error> {
    if diesel::delete(d::table.find(id)).execute(conn)? == 1 { Ok(()) } else { Err(Error::NotFound) }
}
