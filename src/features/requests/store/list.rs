//! Lists and queues of requests, by keyset.

use diesel::prelude::*;

use crate::access::Scope;
use crate::domain::request_words::Holder;
use crate::error::Error;
use crate::platform::db::schema::service_requests as t;
use crate::platform::db::search::{contains, lower};
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::web::list::{ListQuery, Listing, moment_key, not_a_cursor};

use super::super::model::Request;
use super::{Condition, visible};

/// What a queue depends on besides who asks.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Now.
    pub now: Moment,
    /// The end of the day.
    pub midnight: Moment,
    /// Whose queues are those of the team.
    pub holders: Vec<Holder>,
}

/// The requests of a queue.
fn queue(name: &str, user: Id, desk: &Desk) -> Condition {
    // As it stands in the indexes of what is open; a bound value would not find them.
    let open = || t::open;
    let due = t::next_due_at.assume_not_null();
    let owed = t::next_due_at.is_not_null();
    match name {
        "mine" => Box::new(open().and(t::assignee_id.assume_not_null().eq(user))),
        "team" => {
            let holders: Vec<&str> = desk.holders.iter().map(|holder| holder.as_str()).collect();
            Box::new(open().and(t::holder.eq_any(holders)))
        }
        "unassigned" => Box::new(open().and(t::assignee_id.is_null())),
        "due_today" => Box::new(open().and(owed).and(due.ge(desk.now)).and(due.lt(desk.midnight))),
        "overdue" => Box::new(open().and(owed).and(due.lt(desk.now))),
        "waiting_customer" => Box::new(open().and(t::status.eq("waiting_customer"))),
        _ => Box::new(open().and(t::escalated_at.is_not_null())),
    }
}

/// One page of the requests in sight. One statement.
///
/// # Errors
/// What the database answers.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    query: &ListQuery,
    desk: &Desk,
) -> Result<Listing<Request>, Error> {
    let mut rows = t::table.into_boxed::<AnyDb>().select(Request::as_select()).filter(visible(scope));
    if let Some(name) = query.filter("queue") {
        rows = rows.filter(queue(name, scope.user(), desk));
    }
    if let Some(status) = query.filter("status") {
        rows = rows.filter(t::status.eq(status.to_string()));
    }
    if let Some(open) = query.filter("open") {
        rows = rows.filter(t::open.eq(open == "true"));
    }
    if let Some(kind) = query.filter("kind") {
        rows = rows.filter(t::kind.eq(kind.to_string()));
    }
    if let Some(severity) = query.filter("severity").and_then(|text| text.parse::<i32>().ok()) {
        rows = rows.filter(t::severity.assume_not_null().eq(severity));
    }
    if let Some(holder) = query.filter("holder") {
        rows = rows.filter(t::holder.eq(holder.to_string()));
    }
    if let Some(id) = query.filter_id("customer_id") {
        rows = rows.filter(t::customer_id.eq(id));
    }
    if let Some(id) = query.filter_id("agent_id") {
        rows = rows.filter(t::agent_id.eq(id));
    }
    if let Some(id) = query.filter_id("assignee_id") {
        rows = rows.filter(t::assignee_id.eq(id));
    }
    if let Some(city) = query.filter("city") {
        rows = rows.filter(t::city.eq(city.to_string()));
    }
    if let Some(code) = query.filter("service_code") {
        rows = rows.filter(t::service_code.eq(code.to_string()));
    }
    if let Some(words) = &query.q {
        rows = rows.filter(mentions(words));
    }
    if query.sort == "next_due_at" {
        rows = rows.filter(t::next_due_at.is_not_null());
    }
    if let Some(after) = &query.after {
        let (at, id) = (after.moment().ok_or_else(not_a_cursor)?, after.id());
        let due = t::next_due_at.assume_not_null();
        rows = match (query.sort, query.descending) {
            ("next_due_at", true) => rows.filter(due.lt(at).or(due.eq(at).and(t::id.lt(id)))),
            ("next_due_at", false) => rows.filter(due.gt(at).or(due.eq(at).and(t::id.gt(id)))),
            (_, true) => rows.filter(t::reported_at.lt(at).or(t::reported_at.eq(at).and(t::id.lt(id)))),
            (_, false) => rows.filter(t::reported_at.gt(at).or(t::reported_at.eq(at).and(t::id.gt(id)))),
        };
    }
    rows = match (query.sort, query.descending) {
        ("next_due_at", true) => rows.order((t::next_due_at.desc(), t::id.desc())),
        ("next_due_at", false) => rows.order((t::next_due_at.asc(), t::id.asc())),
        (_, true) => rows.order((t::reported_at.desc(), t::id.desc())),
        (_, false) => rows.order((t::reported_at.asc(), t::id.asc())),
    };
    let found: Vec<Request> = rows.limit(query.limit + 1).load(conn)?;
    Ok(Listing::cut(found, query, |row| {
        let at = if query.sort == "next_due_at" { row.next_due_at } else { None };
        (moment_key(at.unwrap_or(row.reported_at)), row.id)
    }))
}

/// How many requests of a queue are in sight, counted no further than `most`.
///
/// # Errors
/// What the database answers.
pub fn count(conn: &mut Conn, scope: &Scope, name: &str, desk: &Desk, most: i64) -> Result<usize, Error> {
    let ids: Vec<Id> = t::table
        .into_boxed::<AnyDb>()
        .select(t::id)
        .filter(visible(scope))
        .filter(queue(name, scope.user(), desk))
        .limit(most)
        .load(conn)?;
    Ok(ids.len())
}

fn mentions(words: &str) -> Condition {
    let pattern = contains(words);
    Box::new(
        lower(t::number)
            .like(pattern.clone())
            .escape('\\')
            .or(lower(t::customer_name).like(pattern.clone()).escape('\\'))
            .or(lower(t::subject).like(pattern).escape('\\')),
    )
}
