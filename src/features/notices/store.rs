//! Notices and choices as rows. Whoever reads sees their own alone.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::access::Scope;
use crate::domain::notice_words::NoticeKind;
use crate::error::Error;
use crate::platform::db::schema::{notice_choices as c, notices as t};
use crate::platform::db::{AnyDb, Conn, Id, Moment, insert_many};
use crate::platform::web::list::{ListQuery, Listing, moment_key};

use super::model::Notice;

type Query<'a> = t::BoxedQuery<'a, AnyDb>;

/// One's own, whatever else somebody may see.
fn visible<'a>(scope: &Scope) -> Query<'a> {
    t::table.into_boxed::<AnyDb>().filter(t::user_id.eq(scope.user()))
}

macro_rules! columns {
    () => {
        (t::id, t::at, t::kind, t::object_kind, t::object_id, t::number, t::params, t::read_at)
    };
}

/// A page of the list. One statement.
pub(super) fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Listing<Notice>, Error> {
    let mut rows = visible(scope);
    rows = match query.filter("unread") {
        Some("true") => rows.filter(t::read_at.is_null()),
        Some(_) => rows.filter(t::read_at.is_not_null()),
        None => rows,
    };
    if let Some((id, at)) = query.after.as_ref().and_then(|after| Some((after.id(), after.moment()?))) {
        rows = if query.descending {
            rows.filter(t::at.lt(at).or(t::at.eq(at).and(t::id.lt(id))))
        } else {
            rows.filter(t::at.gt(at).or(t::at.eq(at).and(t::id.gt(id))))
        };
    }
    rows = if query.descending {
        rows.order((t::at.desc(), t::id.desc()))
    } else {
        rows.order((t::at.asc(), t::id.asc()))
    };
    let found = rows.select(columns!()).limit(query.limit + 1).load(conn)?;
    Ok(Listing::cut(found, query, |row: &Notice| (moment_key(row.at), row.id)))
}

/// One notice in sight.
pub(super) fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Notice, Error> {
    Ok(visible(scope).filter(t::id.eq(id)).select(columns!()).first(conn)?)
}

/// How many are unread, counted up to `most`: no more rows than that are ever looked at.
pub(super) fn count_unread(conn: &mut Conn, scope: &Scope, most: i64) -> Result<usize, Error> {
    let found: Vec<Id> = visible(scope).filter(t::read_at.is_null()).select(t::id).limit(most).load(conn)?;
    Ok(found.len())
}

/// Marks one as read; false where it was read before.
pub(super) fn mark_read(conn: &mut Conn, scope: &Scope, id: Id, now: Moment) -> Result<bool, Error> {
    let own = t::table.filter(t::id.eq(id)).filter(t::user_id.eq(scope.user()));
    Ok(diesel::update(own.filter(t::read_at.is_null())).set(t::read_at.eq(now)).execute(conn)? == 1)
}

/// Marks all as read.
pub(super) fn mark_all_read(conn: &mut Conn, scope: &Scope, now: Moment) -> Result<usize, Error> {
    let own = t::table.filter(t::user_id.eq(scope.user())).filter(t::read_at.is_null());
    Ok(diesel::update(own).set(t::read_at.eq(now)).execute(conn)?)
}

/// Marks everybody's notices from before `before` as read: for sample data, which tells of the past.
///
/// # Errors
/// What the database answers.
pub fn settle(conn: &mut Conn, before: Moment) -> Result<(), Error> {
    let old = t::table.filter(t::at.lt(before)).filter(t::read_at.is_null());
    diesel::update(old).set(t::read_at.eq(before)).execute(conn)?;
    Ok(())
}

/// A notice to be told.
pub(super) struct NewNotice<'a> {
    pub id: Id,
    pub user: Id,
    pub kind: NoticeKind,
    pub object_kind: &'a str,
    pub object: Option<Id>,
    pub number: &'a str,
    pub params: &'a serde_json::Value,
    pub event: &'a str,
}

/// Writes notices; one of an event that was told before is `Duplicate`. One statement.
pub(super) fn insert(conn: &mut Conn, now: Moment, new: &[NewNotice<'_>]) -> Result<(), Error> {
    let row = |new: &NewNotice<'_>| {
        (
            t::id.eq(new.id),
            t::user_id.eq(new.user),
            t::at.eq(now),
            t::kind.eq(new.kind.as_str()),
            t::object_kind.eq(new.object_kind.to_string()),
            t::object_id.eq(new.object),
            t::number.eq(new.number.to_string()),
            t::params.eq(new.params.clone()),
            t::event.eq(new.event.to_string()),
        )
    };
    insert_many!(conn, t::table, new.iter().map(row).collect::<Vec<_>>())?;
    Ok(())
}

/// Who of these people has chosen for `kind`, and what. One statement.
pub(super) fn choices_of(
    conn: &mut Conn,
    people: &[Id],
    kind: NoticeKind,
) -> Result<HashMap<Id, bool>, Error> {
    let rows: Vec<(Id, bool)> = c::table
        .filter(c::user_id.eq_any(people.to_vec()))
        .filter(c::kind.eq(kind.as_str()))
        .select((c::user_id, c::mail))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// What a person has chosen.
pub(super) fn choices(conn: &mut Conn, scope: &Scope) -> Result<HashMap<NoticeKind, bool>, Error> {
    let rows: Vec<(NoticeKind, bool)> =
        c::table.filter(c::user_id.eq(scope.user())).select((c::kind, c::mail)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Writes what a person chooses for one kind.
pub(super) fn choose(conn: &mut Conn, scope: &Scope, kind: NoticeKind, mail: bool) -> Result<(), Error> {
    let own = c::table.find((scope.user(), kind.as_str()));
    if diesel::update(own).set(c::mail.eq(mail)).execute(conn)? == 0 {
        let row = (c::user_id.eq(scope.user()), c::kind.eq(kind.as_str()), c::mail.eq(mail));
        // Somebody who chooses in two windows at once is asked to try again.
        diesel::insert_into(c::table).values(row).execute(conn).map_err(|fault| {
            match Error::from(fault) {
                Error::Duplicate(_) => Error::LostRace,
                other => other,
            }
        })?;
    }
    Ok(())
}
