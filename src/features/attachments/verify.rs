//! Whether the store still has every file that a row names, as long and with the same bytes as on the day it came (7).

use std::slice::from_ref;

use crate::error::Error;
use crate::platform::db::Db;
use crate::platform::files::Files;
use crate::platform::verify::{Fault, Wrong};

use super::kept;
use super::model::Stored;

/// So many rows are asked for at a time.
const HANDFUL: i64 = 200;

/// Reads every file that is kept, piece by piece, and tells `seen` how many so far. The database is not held meanwhile.
///
/// # Errors
/// [`Wrong`].
pub fn files_hold(db: &Db, files: &Files, seen: &mut dyn FnMut(usize)) -> Result<usize, Wrong> {
    let (mut total, mut last) = (0, None);
    loop {
        let rows = db.snapshot(|conn| kept::list_stored(conn, last, HANDFUL))?;
        let Some(end) = rows.last() else { return Ok(total) };
        last = Some(end.id);
        for row in &rows {
            let found = Files::wait(files.measure(&row.storage_key));
            if let Err(fault) = judge(row, found)? {
                // Somebody may have taken it away meanwhile, and the sweep its bytes.
                let gone = db.snapshot(|conn| kept::named(conn, from_ref(&row.storage_key)))?.is_empty();
                if !gone {
                    return Err(fault.into());
                }
            }
            total += 1;
            seen(total);
        }
    }
}

/// What was measured against what the row says.
fn judge(row: &Stored, found: Result<(u64, String), Error>) -> Result<Result<(), Fault>, Error> {
    let fault = |code| Ok(Err(Fault::new(code, format!("attachment {} (file {})", row.id, row.storage_key))));
    match found {
        Err(Error::NotFound) => fault("file_missing"),
        Err(other) => Err(other),
        Ok((size, _)) if u64::try_from(row.size) != Ok(size) => fault("file_size_differs"),
        Ok((_, sha256)) if sha256 != row.sha256 => fault("file_changed"),
        Ok(_) => Ok(Ok(())),
    }
}
