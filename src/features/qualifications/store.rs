//! Qualifications as rows. Every list goes through [`visible`].

use std::collections::HashSet;

use diesel::prelude::*;

use crate::access::{Actor, Scope, Sight};
use crate::error::Error;
use crate::platform::db::schema::qualifications::{self as q, dsl};
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::web::list::{ListQuery, not_a_cursor};

use super::model::{NewQualification, Row};

type Query<'a> = q::BoxedQuery<'a, AnyDb>;

/// The qualifications in sight.
fn visible<'a>(scope: &Scope) -> Query<'a> {
    let query = q::table.into_boxed::<AnyDb>();
    if scope.sees_all() {
        return query;
    }
    if scope.sights().contains(&Sight::Organisation) {
        return query.filter(dsl::organisation_id.eq(scope.organisation()));
    }
    query.filter(dsl::id.is_null())
}

/// One qualification in sight.
pub fn get(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Row, Error> {
    Ok(visible(scope).filter(dsl::id.eq(id)).select(Row::as_select()).first(conn)?)
}

/// A page of the list on `today`, and one row more where there is more; `soon` is the day until which one is expiring.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    query: &ListQuery,
    (today, soon): (&str, &str),
) -> Result<Vec<Row>, Error> {
    let mut rows = visible(scope);
    if let Some(id) = query.filter_id("user_id") {
        rows = rows.filter(dsl::user_id.eq(id));
    }
    if let Some(id) = query.filter_id("organisation_id") {
        rows = rows.filter(dsl::organisation_id.eq(id));
    }
    let day = || today.to_string();
    let good = || dsl::revoked_at.is_null().and(dsl::passed_on.le(day())).and(dsl::valid_until.ge(day()));
    let not_good = dsl::revoked_at.is_not_null().or(dsl::passed_on.gt(day())).or(dsl::valid_until.lt(day()));
    rows = match query.filter("valid") {
        Some("true") => rows.filter(good()),
        Some(_) => rows.filter(not_good),
        None => rows,
    };
    rows = match query.filter("expiring") {
        Some("true") => rows.filter(good()).filter(dsl::valid_until.le(soon.to_string())),
        Some(_) => rows.filter(diesel::dsl::not(good().and(dsl::valid_until.le(soon.to_string())))),
        None => rows,
    };
    if let Some(cursor) = &query.after {
        let (text, id) = (cursor.text().to_string(), cursor.id());
        rows = if query.sort == "valid_until" {
            let until = dsl::valid_until;
            if query.descending {
                rows.filter(until.lt(text.clone()).or(until.eq(text).and(dsl::id.lt(id))))
            } else {
                rows.filter(until.gt(text.clone()).or(until.eq(text).and(dsl::id.gt(id))))
            }
        } else {
            let at = cursor.moment().ok_or_else(not_a_cursor)?;
            if query.descending {
                rows.filter(dsl::created_at.lt(at).or(dsl::created_at.eq(at).and(dsl::id.lt(id))))
            } else {
                rows.filter(dsl::created_at.gt(at).or(dsl::created_at.eq(at).and(dsl::id.gt(id))))
            }
        };
    }
    let rows = match (query.sort, query.descending) {
        ("valid_until", true) => rows.order((dsl::valid_until.desc(), dsl::id.desc())),
        ("valid_until", false) => rows.order((dsl::valid_until.asc(), dsl::id.asc())),
        (_, true) => rows.order((dsl::created_at.desc(), dsl::id.desc())),
        (_, false) => rows.order((dsl::created_at.asc(), dsl::id.asc())),
    };
    Ok(rows.select(Row::as_select()).limit(query.limit + 1).load(conn)?)
}

/// Writes a new row.
pub fn insert(
    conn: &mut Conn,
    id: Id,
    by: &Actor,
    new: &NewQualification<'_>,
    now: Moment,
) -> Result<(), Error> {
    diesel::insert_into(q::table)
        .values((
            dsl::id.eq(id),
            dsl::user_id.eq(new.user),
            dsl::organisation_id.eq(new.organisation),
            dsl::certificate_number.eq(new.certificate_number),
            dsl::scope.eq(new.scope),
            dsl::passed_on.eq(new.passed_on),
            dsl::valid_until.eq(new.valid_until),
            dsl::version.eq(1),
            dsl::created_by.eq(by.user()),
            dsl::created_by_name.eq(by.name()),
            dsl::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Revokes one that was not revoked.
///
/// # Errors
/// `Stale` where somebody was faster.
pub fn revoke(conn: &mut Conn, row: &Row, by: &Actor, reason: &str, now: Moment) -> Result<(), Error> {
    let changed = diesel::update(q::table)
        .filter(dsl::id.eq(row.id))
        .filter(dsl::version.eq(row.version))
        .set((
            dsl::version.eq(row.version + 1),
            dsl::revoked_at.eq(now),
            dsl::revoked_by.eq(by.user()),
            dsl::revoked_by_name.eq(by.name()),
            dsl::revoked_reason.eq(reason),
        ))
        .execute(conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Those of `users` who hold one that is good on `day`. One statement.
pub fn holders(conn: &mut Conn, users: &[Id], day: &str) -> Result<HashSet<Id>, Error> {
    if users.is_empty() {
        return Ok(HashSet::new());
    }
    let found: Vec<Id> = q::table
        .filter(dsl::user_id.eq_any(users))
        .filter(dsl::revoked_at.is_null())
        .filter(dsl::passed_on.le(day))
        .filter(dsl::valid_until.ge(day))
        .select(dsl::user_id)
        .load(conn)?;
    Ok(found.into_iter().collect())
}
