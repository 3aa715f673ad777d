//! Taking a file away from a draft or a returned record. Revisions that were sent in keep it.

use crate::access::Actor;
use crate::error::Error;
use crate::features::service_records;
use crate::platform::db::{Conn, Id, Moment};

use super::super::model::Attachment;
use super::super::store;
use super::{log, told};

/// Removes a file: for good where no revision was sent in with it, else from the next revision on.
///
/// # Errors
/// `NotFound`, `Forbidden` where the record is somebody else's, `Conflict` where it is past editing.
pub fn remove(conn: &mut Conn, actor: &Actor, id: Id, now: Moment) -> Result<Attachment, Error> {
    let (row, _) = super::show(conn, actor, id)?;
    let head = service_records::open(conn, actor, None, row.record, now)?;
    let revision = service_records::next_revision(&head);
    if !row.belongs_to(revision) {
        return Err(Error::NotFound);
    }
    if row.from_revision == revision {
        store::delete(conn, id)?;
    } else {
        store::set_until(conn, id, Some(revision))?;
    }
    log(conn, actor, now, &head, super::REMOVED, (Some(told(&row)), None))?;
    Ok(row)
}
