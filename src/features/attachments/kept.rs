//! Every row that names a file in the store, of records and of requests alike: for the sweep, `verify` and `backup`.

use crate::error::Error;
use crate::features::requests::files as of_requests;
use crate::platform::db::{Conn, Id};

use super::model::Stored;
use super::store as of_records;

/// Which of `keys` some row names. Two statements.
///
/// # Errors
/// What the database answers.
pub fn named(conn: &mut Conn, keys: &[String]) -> Result<Vec<String>, Error> {
    let mut named = of_records::named(conn, keys)?;
    named.extend(of_requests::named(conn, keys)?);
    Ok(named)
}

/// Those of these files that have a row, of a record or of a request, each with its SHA-256. Two statements.
///
/// # Errors
/// What the database answers.
pub fn hashes(conn: &mut Conn, ids: &[Id]) -> Result<Vec<(Id, String)>, Error> {
    let mut hashes = of_records::hashes(conn, ids)?;
    hashes.extend(of_requests::hashes(conn, ids)?);
    Ok(hashes)
}

/// Up to `limit` files that are kept, after the one with id `after`, for commands that look at all of them.
///
/// # Errors
/// What the database answers.
pub fn list_stored(conn: &mut Conn, after: Option<Id>, limit: i64) -> Result<Vec<Stored>, Error> {
    let mut rows = of_records::list_stored(conn, after, limit)?;
    rows.extend(of_requests::list_stored(conn, after, limit)?);
    rows.sort_by_key(|row| row.id);
    rows.truncate(usize::try_from(limit).map_err(Error::internal)?);
    Ok(rows)
}
