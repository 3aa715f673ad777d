//! Attachments as rows. A caller has found their record in sight before; which of them it sees is said by the revision.

use diesel::prelude::*;

use crate::error::Error;
use crate::platform::db::schema::attachments as t;
use crate::platform::db::{Conn, Id};

use super::model::{Attachment, Stored};

/// One attachment; whether it is in sight is for the caller to find out.
///
/// # Errors
/// `NotFound`.
pub fn find(conn: &mut Conn, id: Id) -> Result<Attachment, Error> {
    t::table.filter(t::id.eq(id)).first(conn).optional()?.ok_or(Error::NotFound)
}

/// Every attachment that a record ever had, oldest first.
///
/// # Errors
/// What the database answers.
pub fn of_record(conn: &mut Conn, record: Id) -> Result<Vec<Attachment>, Error> {
    Ok(t::table.filter(t::record_id.eq(record)).order(t::id).load(conn)?)
}

/// Writes the row of a file whose bytes are kept already.
///
/// # Errors
/// What the database answers.
pub fn put_row(conn: &mut Conn, row: &Attachment) -> Result<(), Error> {
    diesel::insert_into(t::table)
        .values((
            t::id.eq(row.id),
            t::record_id.eq(row.record),
            t::name.eq(&row.name),
            t::kind.eq(row.kind.as_str()),
            t::media_type.eq(&row.media_type),
            t::size.eq(row.size),
            t::sha256.eq(&row.sha256),
            t::storage_key.eq(&row.storage_key),
            t::from_revision.eq(row.from_revision),
            t::until_revision.eq(row.until_revision),
            t::uploaded_by.eq(row.uploaded_by),
            t::uploaded_by_name.eq(&row.uploaded_by_name),
            t::created_at.eq(row.created_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Says up to which revision a file is there.
///
/// # Errors
/// What the database answers.
pub fn set_until(conn: &mut Conn, id: Id, until: Option<i32>) -> Result<(), Error> {
    diesel::update(t::table.filter(t::id.eq(id))).set(t::until_revision.eq(until)).execute(conn)?;
    Ok(())
}

/// Removes the row of a file that no revision was sent in with.
///
/// # Errors
/// What the database answers.
pub fn delete(conn: &mut Conn, id: Id) -> Result<(), Error> {
    diesel::delete(t::table.filter(t::id.eq(id))).execute(conn)?;
    Ok(())
}

/// Those of these files that have a row, each with its SHA-256.
///
/// # Errors
/// What the database answers.
pub fn hashes(conn: &mut Conn, ids: &[Id]) -> Result<Vec<(Id, String)>, Error> {
    Ok(t::table.filter(t::id.eq_any(ids.to_vec())).select((t::id, t::sha256)).load(conn)?)
}

/// Which of `keys` some row names.
///
/// # Errors
/// What the database answers.
pub fn named(conn: &mut Conn, keys: &[String]) -> Result<Vec<String>, Error> {
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    Ok(t::table.filter(t::storage_key.eq_any(keys)).select(t::storage_key).load(conn)?)
}

/// Up to `limit` files that are kept, after the one with id `after`, for commands that look at all of them.
///
/// # Errors
/// What the database answers.
pub fn list_stored(conn: &mut Conn, after: Option<Id>, limit: i64) -> Result<Vec<Stored>, Error> {
    let mut rows = t::table
        .into_boxed::<crate::platform::db::AnyDb>()
        .select((t::id, t::storage_key, t::size, t::sha256))
        .order(t::id.asc())
        .limit(limit);
    if let Some(after) = after {
        rows = rows.filter(t::id.gt(after));
    }
    Ok(rows.load(conn)?)
}
