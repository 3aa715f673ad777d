//! Adding a file to a draft or a returned record.

use crate::access::Actor;
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::features::service_records;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::files::Inspected;
use crate::platform::random;

use super::super::MOST_FILES;
use super::super::model::Attachment;
use super::super::store;
use super::log;

/// A file that was looked at and is kept already.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// What was found when it was looked at.
    pub inspected: Inspected,
    /// How many bytes.
    pub size: u64,
    /// Their SHA-256.
    pub sha256: String,
    /// Where they are.
    pub storage_key: String,
}

/// Makes sure, before a byte is read, that the record takes a file now.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Conflict`.
pub fn check_place(conn: &mut Conn, actor: &Actor, kind: ServiceRecordKind, record: Id) -> Result<(), Error> {
    let head = service_records::may_change(conn, actor, Some(kind), record)?;
    room(conn, record, service_records::next_revision(&head))
}

fn room(conn: &mut Conn, record: Id, revision: i32) -> Result<(), Error> {
    let here = store::of_record(conn, record)?.iter().filter(|row| row.belongs_to(revision)).count();
    if here < MOST_FILES { Ok(()) } else { Err(Error::Conflict("too_many_attachments")) }
}

/// Writes the row of a file.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Conflict` where the record is past editing or has too many files.
pub fn add(
    conn: &mut Conn,
    actor: &Actor,
    kind: ServiceRecordKind,
    record: Id,
    now: Moment,
    file: &Incoming,
) -> Result<Attachment, Error> {
    let head = service_records::open(conn, actor, Some(kind), record, now)?;
    let revision = service_records::next_revision(&head);
    room(conn, record, revision)?;
    let row = Attachment {
        id: random::id(now),
        record,
        name: file.inspected.name.clone(),
        kind: file.inspected.kind,
        media_type: file.inspected.media_type.to_string(),
        size: i64::try_from(file.size).map_err(Error::internal)?,
        sha256: file.sha256.clone(),
        storage_key: file.storage_key.clone(),
        from_revision: revision,
        until_revision: None,
        uploaded_by: actor.user(),
        uploaded_by_name: actor.name().to_string(),
        created_at: now,
    };
    store::put_row(conn, &row)?;
    log(conn, actor, now, &head, super::ADDED, (None, Some(super::told(&row))))?;
    Ok(row)
}
