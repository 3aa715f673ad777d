//! Saved views as rows. Whoever reads or writes sees their own alone.

use diesel::prelude::*;

use crate::access::Scope;
use crate::error::Error;
use crate::platform::db::schema::saved_views as t;
use crate::platform::db::{AnyDb, Conn, Id, Moment};

use super::model::SavedView;

type Query<'a> = t::BoxedQuery<'a, AnyDb>;

/// One's own, whatever else somebody may see.
fn visible<'a>(scope: &Scope) -> Query<'a> {
    t::table.into_boxed::<AnyDb>().filter(t::user_id.eq(scope.user()))
}

/// All of a person's views, by list and name. One statement.
pub fn all(conn: &mut Conn, scope: &Scope) -> Result<Vec<SavedView>, Error> {
    Ok(sorted(visible(scope).select(SavedView::as_select()).load(conn)?))
}

/// A person's views of one list, by name. One statement.
pub fn of_list(conn: &mut Conn, scope: &Scope, list: &str) -> Result<Vec<SavedView>, Error> {
    Ok(sorted(visible(scope).filter(t::list.eq(list.to_string())).select(SavedView::as_select()).load(conn)?))
}

/// Databases order texts each in its own way, and there are few.
fn sorted(mut found: Vec<SavedView>) -> Vec<SavedView> {
    found.sort_by(|one, other| (&one.list, &one.name).cmp(&(&other.list, &other.name)));
    found
}

/// One view.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<SavedView, Error> {
    Ok(visible(scope).filter(t::id.eq(id)).select(SavedView::as_select()).first(conn)?)
}

/// Writes a new view.
pub fn insert(conn: &mut Conn, scope: &Scope, view: &SavedView) -> Result<(), Error> {
    let row = (
        t::id.eq(view.id),
        t::user_id.eq(scope.user()),
        t::list.eq(&view.list),
        t::name.eq(&view.name),
        t::query.eq(&view.query),
        t::is_default.eq(view.is_default),
        t::version.eq(view.version),
        t::created_at.eq(view.created_at),
        t::updated_at.eq(view.updated_at),
    );
    diesel::insert_into(t::table).values(row).execute(conn).map_err(again)?;
    Ok(())
}

/// Saves a view over the version before it.
///
/// # Errors
/// `Stale` where it has moved on.
pub fn update(conn: &mut Conn, scope: &Scope, view: &SavedView) -> Result<(), Error> {
    let own = t::table.filter(t::id.eq(view.id)).filter(t::user_id.eq(scope.user()));
    let changed = diesel::update(own.filter(t::version.eq(view.version - 1)))
        .set((
            t::name.eq(&view.name),
            t::query.eq(&view.query),
            t::is_default.eq(view.is_default),
            t::version.eq(view.version),
            t::updated_at.eq(view.updated_at),
        ))
        .execute(conn)
        .map_err(again)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// The list opens with none of its views any more but `except`.
pub fn clear_default(
    conn: &mut Conn,
    scope: &Scope,
    list: &str,
    except: Id,
    now: Moment,
) -> Result<(), Error> {
    let own = t::table.filter(t::user_id.eq(scope.user())).filter(t::list.eq(list));
    diesel::update(own.filter(t::is_default.eq(true)).filter(t::id.ne(except)))
        .set((t::is_default.eq(false), t::version.eq(t::version + 1), t::updated_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

/// Takes a view away.
///
/// # Errors
/// `Stale` where it has moved on.
pub fn delete(conn: &mut Conn, scope: &Scope, view: &SavedView) -> Result<(), Error> {
    let own = t::table.filter(t::id.eq(view.id)).filter(t::user_id.eq(scope.user()));
    let gone = diesel::delete(own.filter(t::version.eq(view.version))).execute(conn)?;
    if gone == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// The same person in two windows at once: whoever comes second is checked again.
fn again(fault: diesel::result::Error) -> Error {
    match Error::from(fault) {
        Error::Duplicate(_) => Error::LostRace,
        other => other,
    }
}
