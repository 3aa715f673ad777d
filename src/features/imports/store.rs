//! Imports as rows: everybody sees their own alone.

use diesel::prelude::*;

use crate::access::{Scope, Sight};
use crate::domain::import_words::ImportState;
use crate::error::Error;
use crate::platform::db::schema::imports as t;
use crate::platform::db::{AnyDb, Conn, Id, Moment};

use super::model::Row;

fn visible<'a>(scope: &Scope) -> t::BoxedQuery<'a, AnyDb> {
    let query = t::table.into_boxed::<AnyDb>();
    if scope.sights().contains(&Sight::Own) {
        query.filter(t::created_by.eq(scope.user()))
    } else {
        query.filter(t::id.is_null())
    }
}

/// One import in sight.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn get(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Row, Error> {
    Ok(visible(scope).filter(t::id.eq(id)).select(Row::as_select()).first(conn)?)
}

/// Writes a new row.
pub fn insert(conn: &mut Conn, row: &Row) -> Result<(), Error> {
    diesel::insert_into(t::table).values(row).execute(conn)?;
    Ok(())
}

/// Writes what becomes of it, where the version is still the one before the row's.
///
/// # Errors
/// `Stale` where somebody was faster.
pub fn update(conn: &mut Conn, row: &Row) -> Result<(), Error> {
    let read = t::table.filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    let changed = diesel::update(read).set(row).execute(conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Takes away what was shown before `before` and never confirmed.
pub fn forget(conn: &mut Conn, before: Moment) -> Result<(), Error> {
    diesel::delete(t::table)
        .filter(t::state.eq(ImportState::Shown.as_str()))
        .filter(t::created_at.lt(before))
        .execute(conn)?;
    Ok(())
}
