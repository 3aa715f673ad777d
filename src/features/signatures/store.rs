//! Signatures as rows. A caller has found their record in sight before.

use diesel::prelude::*;

use crate::error::Error;
use crate::platform::db::schema::signatures as t;
use crate::platform::db::{Conn, Id};

use super::model::Signature;

/// One signature; whether it is in sight is for the caller to find out.
///
/// # Errors
/// `NotFound`.
pub fn find(conn: &mut Conn, id: Id) -> Result<Signature, Error> {
    t::table.filter(t::id.eq(id)).first(conn).optional()?.ok_or(Error::NotFound)
}

/// Every signature that a record ever got, oldest first.
///
/// # Errors
/// What the database answers.
pub fn of_record(conn: &mut Conn, record: Id) -> Result<Vec<Signature>, Error> {
    Ok(t::table.filter(t::record_id.eq(record)).order((t::signed_at, t::id)).load(conn)?)
}

/// Adds a signature.
///
/// # Errors
/// What the database answers.
pub fn insert(conn: &mut Conn, row: &Signature) -> Result<(), Error> {
    diesel::insert_into(t::table)
        .values((
            t::id.eq(row.id),
            t::record_id.eq(row.record),
            t::revision.eq(row.revision),
            t::method.eq(&row.method),
            t::signer_name.eq(&row.signer_name),
            t::strokes.eq(row.strokes.clone()),
            t::picture.eq(&row.picture),
            t::scan_sha256.eq(&row.scan_sha256),
            t::content.eq(&row.content),
            t::content_hash.eq(&row.content_hash),
            t::device.eq(&row.device),
            t::address.eq(&row.address),
            t::taken_by.eq(row.taken_by),
            t::taken_by_name.eq(&row.taken_by_name),
            t::signed_at.eq(row.signed_at),
        ))
        .execute(conn)?;
    Ok(())
}
