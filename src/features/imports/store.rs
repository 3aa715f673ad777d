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
    diesel::insert_into(t::table)
        .values((
            t::id.eq(row.id),
            t::kind.eq(&row.kind),
            t::file_name.eq(&row.file_name),
            t::sha256.eq(&row.sha256),
            t::format.eq(&row.format),
            t::encoding.eq(&row.encoding),
            t::sheet.eq(&row.sheet),
            t::content.eq(&row.content),
            t::outcome.eq(&row.outcome),
            t::new_count.eq(row.new_count),
            t::changed_count.eq(row.changed_count),
            t::unchanged_count.eq(row.unchanged_count),
            t::refused_count.eq(row.refused_count),
            t::state.eq(&row.state),
            t::created_by.eq(row.created_by),
            t::created_at.eq(row.created_at),
            t::applied_at.eq(row.applied_at),
            t::version.eq(row.version),
        ))
        .execute(conn)?;
    Ok(())
}

/// Writes what becomes of it, where the version is still the one before the row's.
///
/// # Errors
/// `Stale` where somebody was faster.
pub fn update(conn: &mut Conn, row: &Row) -> Result<(), Error> {
    let changed = diesel::update(t::table)
        .filter(t::id.eq(row.id))
        .filter(t::version.eq(row.version - 1))
        .set((
            t::content.eq(&row.content),
            t::outcome.eq(&row.outcome),
            t::new_count.eq(row.new_count),
            t::changed_count.eq(row.changed_count),
            t::unchanged_count.eq(row.unchanged_count),
            t::refused_count.eq(row.refused_count),
            t::state.eq(&row.state),
            t::applied_at.eq(row.applied_at),
            t::version.eq(row.version),
        ))
        .execute(conn)?;
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
