//! Looking at the files of a record: those of the revision that the actor sees (7).

use crate::access::{Action, Actor};
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::features::service_records::{self, Head};
use crate::platform::db::{Conn, Id};

use super::super::model::Attachment;
use super::super::store;

/// The files of the revision that `actor` sees of a record.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub fn list(
    conn: &mut Conn,
    actor: &Actor,
    kind: ServiceRecordKind,
    record: Id,
) -> Result<Vec<Attachment>, Error> {
    let scope = actor.may(Action::ViewRecords)?;
    let head = service_records::find(conn, &scope, Some(kind), record)?;
    match service_records::shown_revision(actor, &scope, &head) {
        Some(revision) => of_revision(conn, record, revision),
        None => Ok(vec![]),
    }
}

/// The files of one revision of a record that the caller has found in sight.
///
/// # Errors
/// What the database answers.
pub fn of_revision(conn: &mut Conn, record: Id, revision: i32) -> Result<Vec<Attachment>, Error> {
    let mut rows = store::of_record(conn, record)?;
    rows.retain(|row| row.belongs_to(revision));
    Ok(rows)
}

/// One file, with its record.
///
/// # Errors
/// `Forbidden`; `NotFound` where it is missing, where its record is out of sight, and where the actor sees a revision
/// without it.
pub fn show(conn: &mut Conn, actor: &Actor, id: Id) -> Result<(Attachment, Head), Error> {
    let scope = actor.may(Action::ViewRecords)?;
    let row = store::find(conn, id)?;
    let head = service_records::find(conn, &scope, None, row.record)?;
    let shown = service_records::shown_revision(actor, &scope, &head).ok_or(Error::NotFound)?;
    // A reviewer compares with what was sent in before.
    let compared = actor.can(Action::ReviewRecords) && row.from_revision <= shown;
    if row.belongs_to(shown) || compared { Ok((row, head)) } else { Err(Error::NotFound) }
}
