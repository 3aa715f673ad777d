//! The records that are owed (2.3): a row for each request whose work has ended and whose record was not handed in. So a
//! list of those that are overdue looks through nothing else.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::access::{Scope, Sight};
use crate::error::Error;
use crate::platform::db::schema::{owed_records as o, service_requests as t};
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::web::list::{ListQuery, not_a_cursor};

use super::super::model::Request;
use super::visible;

/// Writes down that a record is owed from `due` on, or that none is.
///
/// # Errors
/// What the database answers.
pub fn owe(conn: &mut Conn, request: Id, due: Option<Moment>) -> Result<(), Error> {
    diesel::delete(o::table.find(request)).execute(conn)?;
    if let Some(due) = due {
        diesel::insert_into(o::table).values((o::request_id.eq(request), o::due_at.eq(due))).execute(conn)?;
    }
    Ok(())
}

type Owed<'a> = t::BoxedQuery<'a, AnyDb>;

/// The requests in sight whose record is overdue at `now`; an agent sees what it owes itself.
fn overdue<'a>(scope: &Scope, now: Moment) -> Owed<'a> {
    let late = o::table.filter(o::due_at.le(now)).select(o::request_id);
    let rows = t::table.into_boxed::<AnyDb>().filter(t::id.eq_any(late)).filter(visible(scope));
    if scope.sights() == [Sight::Agent] { rows.filter(t::holder.eq("agent")) } else { rows }
}

/// A page of them by the end of the work, and one row more where there is more. One statement.
///
/// # Errors
/// What the database answers.
pub fn overdue_page(
    conn: &mut Conn,
    scope: &Scope,
    query: &ListQuery,
    now: Moment,
) -> Result<Vec<Request>, Error> {
    let mut rows = overdue(scope, now);
    if let Some(id) = query.filter_id("agent_id") {
        rows = rows.filter(t::agent_id.eq(id)).filter(t::holder.eq("agent"));
    }
    let ended = t::resolved_at.assume_not_null();
    rows = rows.filter(t::resolved_at.is_not_null());
    if let Some(cursor) = &query.after {
        let (at, id) = (cursor.moment().ok_or_else(not_a_cursor)?, cursor.id());
        rows = if query.descending {
            rows.filter(ended.lt(at).or(ended.eq(at).and(t::id.lt(id))))
        } else {
            rows.filter(ended.gt(at).or(ended.eq(at).and(t::id.gt(id))))
        };
    }
    let rows = if query.descending {
        rows.order((t::resolved_at.desc(), t::id.desc()))
    } else {
        rows.order((t::resolved_at.asc(), t::id.asc()))
    };
    Ok(rows.select(Request::as_select()).limit(query.limit + 1).load(conn)?)
}

/// When each of these requests owes its record by. One statement.
///
/// # Errors
/// What the database answers.
pub fn owed_by(conn: &mut Conn, requests: &[Id]) -> Result<HashMap<Id, Moment>, Error> {
    if requests.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = o::table.filter(o::request_id.eq_any(requests)).select((o::request_id, o::due_at));
    Ok(rows.load(conn)?.into_iter().collect())
}

/// How many there are, counted no further than `most`.
///
/// # Errors
/// What the database answers.
pub fn overdue_count(conn: &mut Conn, scope: &Scope, now: Moment, most: i64) -> Result<usize, Error> {
    let ids: Vec<Id> = overdue(scope, now).select(t::id).limit(most).load(conn)?;
    Ok(ids.len())
}
