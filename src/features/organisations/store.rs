//! Organisations as rows.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::access::{Scope, Sight};
use crate::domain::record_words::OrganisationKind;
use crate::domain::words::AgentGrade;
use crate::error::Error;
use crate::platform::db::schema::organisations::{self, dsl};
use crate::platform::db::search::{contains, lower};
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::web::list::ListQuery;

use super::model::{Organisation, OrganisationRef, Place};

type Query<'a> = organisations::BoxedQuery<'a, AnyDb>;

/// The organisations in sight.
fn visible<'a>(scope: &Scope) -> Query<'a> {
    let query = organisations::table.into_boxed::<AnyDb>();
    if scope.sees_all() {
        return query;
    }
    let own = scope.sights().contains(&Sight::Organisation);
    if own { query.filter(dsl::id.eq(scope.organisation())) } else { query.filter(dsl::id.is_null()) }
}

/// One organisation in sight.
pub fn get(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Organisation, Error> {
    Ok(visible(scope).filter(dsl::id.eq(id)).select(Organisation::as_select()).first(conn)?)
}

/// One organisation, for features that have asked for permission in their own way.
///
/// # Errors
/// What the database answers.
pub fn find(conn: &mut Conn, id: Id) -> Result<Option<Organisation>, Error> {
    Ok(organisations::table.find(id).select(Organisation::as_select()).first(conn).optional()?)
}

/// The ids of the organisations in use, as a subquery.
#[must_use]
pub fn in_use() -> InUse {
    organisations::table.filter(dsl::active.eq(true)).select(dsl::id)
}

type InUse = diesel::dsl::Select<
    diesel::dsl::Filter<organisations::table, diesel::dsl::Eq<dsl::active, bool>>,
    dsl::id,
>;

/// The ids of the organisations whose names contain `words`, at most a thousand. One statement.
///
/// # Errors
/// What the database answers.
pub fn named_like(conn: &mut Conn, words: &str) -> Result<Vec<Id>, Error> {
    let named = lower(dsl::name).like(contains(words)).escape('\\');
    Ok(organisations::table.filter(named).order(dsl::id).select(dsl::id).limit(1000).load(conn)?)
}

/// The name of an organisation. One statement.
///
/// # Errors
/// `NotFound`.
pub fn name(conn: &mut Conn, id: Id) -> Result<String, Error> {
    Ok(organisations::table.find(id).select(dsl::name).first(conn)?)
}

/// Name and grade of the organisation in `$column`, beside it in the query of whoever has that column.
macro_rules! read_of {
    ($column:expr) => {
        (
            $crate::features::organisations::read_of!(name, $column),
            $crate::features::organisations::read_of!(grade, $column),
        )
    };
    ($part:ident, $column:expr) => {{
        use crate::platform::db::schema::organisations as t;
        t::table.filter(t::id.nullable().eq($column)).select(t::$part).single_value()
    }};
}
pub(crate) use read_of;

/// The vendor: there is one.
///
/// # Errors
/// `NotFound` before the portal is set up.
pub fn vendor(conn: &mut Conn) -> Result<Id, Error> {
    let houses = organisations::table.filter(dsl::kind.eq(OrganisationKind::Vendor.as_str()));
    Ok(houses.order(dsl::id).select(dsl::id).first(conn)?)
}

/// The active agents by name, for pickers.
///
/// # Errors
/// What the database answers.
pub fn agents(conn: &mut Conn) -> Result<Vec<OrganisationRef>, Error> {
    options(conn, &[OrganisationKind::Agent])
}

/// The active agents by name, with their cities.
///
/// # Errors
/// What the database answers.
pub fn agents_with_cities(conn: &mut Conn) -> Result<Vec<Place>, Error> {
    Ok(organisations::table
        .filter(dsl::active.eq(true))
        .filter(dsl::kind.eq(OrganisationKind::Agent.as_str()))
        .order((dsl::name, dsl::id))
        .select((dsl::id, dsl::name, dsl::city))
        .limit(1000)
        .load(conn)?)
}

/// The active organisations of these kinds by name, for pickers.
///
/// # Errors
/// What the database answers.
pub fn options(conn: &mut Conn, kinds: &[OrganisationKind]) -> Result<Vec<OrganisationRef>, Error> {
    Ok(organisations::table
        .filter(dsl::active.eq(true))
        .filter(dsl::kind.eq_any(kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>()))
        .order((dsl::name, dsl::id))
        .select((dsl::id, dsl::name, dsl::kind))
        .limit(1000)
        .load(conn)?)
}

/// The names and kinds of these organisations. One statement, or none where there is nothing to ask.
///
/// # Errors
/// What the database answers.
pub fn names(
    conn: &mut Conn,
    ids: impl IntoIterator<Item = Id>,
) -> Result<HashMap<Id, OrganisationRef>, Error> {
    let mut ids: Vec<Id> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<OrganisationRef> = organisations::table
        .filter(dsl::id.eq_any(ids))
        .select((dsl::id, dsl::name, dsl::kind))
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// A page of the list, and one row more where there is more.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Vec<Organisation>, Error> {
    let mut rows = visible(scope);
    if let Some(kind) = query.filter("kind") {
        rows = rows.filter(dsl::kind.eq(kind.to_string()));
    }
    if let Some(active) = query.filter("active") {
        rows = rows.filter(dsl::active.eq(active == "true"));
    }
    if let Some(words) = &query.q {
        rows = rows.filter(lower(dsl::name).like(contains(words)).escape('\\'));
    }
    let rows = match (query.sort, query.descending) {
        ("name", false) => rows.order((dsl::name.asc(), dsl::id.asc())),
        ("name", true) => rows.order((dsl::name.desc(), dsl::id.desc())),
        (_, false) => rows.order((dsl::created_at.asc(), dsl::id.asc())),
        (_, true) => rows.order((dsl::created_at.desc(), dsl::id.desc())),
    };
    let rows = after(rows, query)?;
    Ok(rows.select(Organisation::as_select()).limit(query.limit + 1).load(conn)?)
}

fn after<'a>(rows: Query<'a>, query: &ListQuery) -> Result<Query<'a>, Error> {
    let Some(cursor) = &query.after else { return Ok(rows) };
    let (text, id) = (cursor.text().to_string(), cursor.id());
    if query.sort == "name" {
        return Ok(if query.descending {
            rows.filter(dsl::name.lt(text.clone()).or(dsl::name.eq(text).and(dsl::id.lt(id))))
        } else {
            rows.filter(dsl::name.gt(text.clone()).or(dsl::name.eq(text).and(dsl::id.gt(id))))
        });
    }
    let at = cursor.moment().ok_or_else(crate::platform::web::list::not_a_cursor)?;
    Ok(if query.descending {
        rows.filter(dsl::created_at.lt(at).or(dsl::created_at.eq(at).and(dsl::id.lt(id))))
    } else {
        rows.filter(dsl::created_at.gt(at).or(dsl::created_at.eq(at).and(dsl::id.gt(id))))
    })
}

/// Writes a new row.
pub fn insert(conn: &mut Conn, row: &Organisation) -> Result<(), Error> {
    diesel::insert_into(organisations::table)
        .values((
            dsl::id.eq(row.id),
            dsl::kind.eq(row.kind.as_str()),
            dsl::name.eq(&row.name),
            dsl::city.eq(&row.city),
            dsl::active.eq(row.active),
            dsl::grade.eq(row.grade.map(AgentGrade::as_str)),
            dsl::version.eq(row.version),
            dsl::created_at.eq(row.created_at),
            dsl::updated_at.eq(row.updated_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Writes what may change, where the version is still `version`.
///
/// # Errors
/// `Stale` where somebody was faster.
pub fn update(conn: &mut Conn, row: &Organisation, version: i32, now: Moment) -> Result<(), Error> {
    let changed = diesel::update(organisations::table)
        .filter(dsl::id.eq(row.id))
        .filter(dsl::version.eq(version))
        .set((
            dsl::name.eq(&row.name),
            dsl::city.eq(&row.city),
            dsl::active.eq(row.active),
            dsl::grade.eq(row.grade.map(AgentGrade::as_str)),
            dsl::version.eq(version + 1),
            dsl::updated_at.eq(now),
        ))
        .execute(conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// How many active organisations are in sight.
///
/// # Errors
/// What the database answers.
pub fn count(conn: &mut Conn, scope: &Scope) -> Result<i64, Error> {
    Ok(visible(scope).filter(dsl::active.eq(true)).select(diesel::dsl::count_star()).first(conn)?)
}
