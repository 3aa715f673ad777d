//! Price lists as rows. They are the same for everybody who may read them, so what is in sight is all of them or nothing.

use diesel::prelude::*;

use crate::access::{Actor, Scope};
use crate::domain::price_words::{PriceListEvent, PriceListStatus};
use crate::error::Error;
use crate::platform::db::schema::price_list_events::{self as e};
use crate::platform::db::schema::price_lists::{self as t};
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::random;
use crate::platform::web::list::{ListQuery, Listing, moment_key};

use super::model::{Event, Head, PriceListRow};

type Query<'a> = t::BoxedQuery<'a, AnyDb>;

fn visible<'a>(scope: &Scope) -> Query<'a> {
    let query = t::table.into_boxed::<AnyDb>();
    if scope.sees_all() { query } else { query.filter(t::version.lt(0)) }
}

/// One page, newest first unless asked otherwise. One statement.
///
/// # Errors
/// What the database answers.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Listing<Head>, Error> {
    let mut rows = visible(scope);
    if let Some(status) = query.filter("status") {
        rows = rows.filter(t::status.eq(status.to_string()));
    }
    if let Some((id, at)) = query.after.as_ref().and_then(|after| Some((after.id(), after.moment()?))) {
        rows = if query.descending {
            rows.filter(t::created_at.lt(at).or(t::created_at.eq(at).and(t::id.lt(id))))
        } else {
            rows.filter(t::created_at.gt(at).or(t::created_at.eq(at).and(t::id.gt(id))))
        };
    }
    rows = if query.descending {
        rows.order((t::created_at.desc(), t::id.desc()))
    } else {
        rows.order((t::created_at.asc(), t::id.asc()))
    };
    let columns = (
        t::id,
        t::number,
        t::name,
        t::status,
        t::effective_from,
        t::created_at,
        t::created_by_name,
        t::published_at,
        t::published_by_name,
        t::version,
    );
    let found: Vec<Head> = rows.select(columns).limit(query.limit + 1).load(conn)?;
    Ok(Listing::cut(found, query, |row| (moment_key(row.created_at), row.id)))
}

/// One list.
///
/// # Errors
/// `NotFound`.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<PriceListRow, Error> {
    Ok(visible(scope).filter(t::id.eq(id)).select(PriceListRow::as_select()).first(conn)?)
}

/// Every published list, in the order of its number; for the engine, in nobody's name.
///
/// # Errors
/// What the database answers.
pub fn published(conn: &mut Conn) -> Result<Vec<PriceListRow>, Error> {
    let rows = t::table.filter(t::status.eq(PriceListStatus::Published.as_str())).order(t::number);
    Ok(rows.select(PriceListRow::as_select()).load(conn)?)
}

/// How many lists are published. A published one is never taken away, so another number is another state.
///
/// # Errors
/// What the database answers.
pub fn published_count(conn: &mut Conn) -> Result<i64, Error> {
    let rows = t::table.filter(t::status.eq(PriceListStatus::Published.as_str()));
    Ok(rows.select(diesel::dsl::count_star()).first(conn)?)
}

/// Writes a new one.
///
/// # Errors
/// What the database answers.
pub fn insert(conn: &mut Conn, row: &PriceListRow) -> Result<(), Error> {
    diesel::insert_into(t::table).values(row.clone()).execute(conn)?;
    Ok(())
}

/// Writes what changed over the version that was read.
///
/// # Errors
/// `Stale` where somebody was faster.
pub fn save(conn: &mut Conn, row: &mut PriceListRow, now: Moment) -> Result<(), Error> {
    let read = t::table.filter(t::id.eq(row.id)).filter(t::version.eq(row.version));
    row.version += 1;
    row.updated_at = now;
    let next = (
        t::number.eq(row.number),
        t::name.eq(&row.name),
        t::content.eq(&row.content),
        t::status.eq(row.status.as_str()),
        t::effective_from.eq(row.effective_from),
        t::updated_at.eq(now),
        t::published_at.eq(row.published_at),
        t::published_by_name.eq(&row.published_by_name),
        t::version.eq(row.version),
    );
    if diesel::update(read).set(next).execute(conn)? == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Writes down what somebody did with a list.
///
/// # Errors
/// What the database answers.
pub fn happened(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    list: Id,
    kind: PriceListEvent,
) -> Result<(), Error> {
    let row = (
        e::id.eq(random::id(now)),
        e::list_id.eq(list),
        e::at.eq(now),
        e::kind.eq(kind.as_str()),
        e::actor_id.eq(actor.user()),
        e::actor_name.eq(actor.name()),
    );
    diesel::insert_into(e::table).values(row).execute(conn)?;
    Ok(())
}

/// What happened to a list that was found before, oldest first, the last five hundred at most.
///
/// # Errors
/// What the database answers.
pub fn events(conn: &mut Conn, row: &PriceListRow) -> Result<Vec<Event>, Error> {
    let rows = e::table.filter(e::list_id.eq(row.id)).order((e::at.desc(), e::id.desc())).limit(500);
    let mut found: Vec<Event> = rows.select((e::at, e::kind, e::actor_name)).load(conn)?;
    found.reverse();
    Ok(found)
}

/// Whether somebody had a hand in what a list says.
///
/// # Errors
/// What the database answers.
pub fn has_written(conn: &mut Conn, row: &PriceListRow, user: Id) -> Result<bool, Error> {
    let writing: Vec<&str> =
        PriceListEvent::ALL.iter().filter(|it| it.is_writing()).map(|it| it.as_str()).collect();
    let own = e::table.filter(e::list_id.eq(row.id)).filter(e::actor_id.eq(user));
    let found: i64 = own.filter(e::kind.eq_any(writing)).count().get_result(conn)?;
    Ok(found > 0)
}
