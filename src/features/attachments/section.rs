//! The files of a record as its form, its page and its review show them.

use serde::Serialize;

use crate::error::Error;
use crate::features::service_records::{self, Head};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::files::FileKind;

use super::model::Attachment;
use super::{MOST_FILES, service, store};

/// How a file stands to the revision before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It came with this revision.
    Added,
    /// It went with this revision.
    Removed,
}

/// One file.
#[derive(Debug, Clone, Serialize)]
pub struct Item {
    id: Id,
    name: String,
    kind: FileKind,
    size: String,
    href: String,
    preview: Option<String>,
    /// Whether the preview is a picture that can stand in the list itself.
    picture: bool,
    by: String,
    at: Moment,
    change: Option<Change>,
    may_remove: bool,
}

/// The part of a record's form.
#[derive(Debug, Default, Serialize)]
pub struct Section {
    items: Vec<Item>,
    /// Where a file is sent; nothing until the record has an address.
    upload: Option<String>,
    most: usize,
    limit: u64,
}

/// The files of the revision that is being written, for the form of `head`.
///
/// # Errors
/// What the database answers.
pub fn section(conn: &mut Conn, base: &str, head: Option<&Head>) -> Result<Section, Error> {
    let Some(head) = head else {
        return Ok(Section { most: MOST_FILES, limit: super::LIMIT_MIB, ..Section::default() });
    };
    let rows = service::of_revision(conn, head.id, service_records::next_revision(head))?;
    Ok(Section {
        items: items(&rows, true),
        upload: Some(format!("{base}/{}/attachments", head.id)),
        most: MOST_FILES,
        limit: super::LIMIT_MIB,
    })
}

/// Rows as a list shows them.
#[must_use]
pub fn items(rows: &[Attachment], may_remove: bool) -> Vec<Item> {
    rows.iter().map(|row| item(row, None, may_remove)).collect()
}

/// The files of `revision`, marked against those of the one before it.
///
/// # Errors
/// What the database answers.
pub fn compared(
    conn: &mut Conn,
    record: Id,
    revision: i32,
    previous: Option<i32>,
) -> Result<Vec<Item>, Error> {
    let rows = store::of_record(conn, record)?;
    let there = |row: &&Attachment| {
        row.belongs_to(revision) || previous.is_some_and(|previous| row.belongs_to(previous))
    };
    // What a correction that was given up took away stands again as a row of its own; it is the same file.
    let same = |row: &Attachment, revision: i32| {
        rows.iter().any(|other| other.storage_key == row.storage_key && other.belongs_to(revision))
    };
    let one = |row: &Attachment| {
        let before = previous.map(|previous| same(row, previous));
        let change = match (before, row.belongs_to(revision)) {
            (Some(false), true) => Some(Change::Added),
            (Some(true), false) if !same(row, revision) => Some(Change::Removed),
            (_, true) => None,
            _ => return None,
        };
        Some(item(row, change, false))
    };
    Ok(rows.iter().filter(there).filter_map(one).collect())
}

fn item(row: &Attachment, change: Option<Change>, may_remove: bool) -> Item {
    let (file, by) =
        ((row.name.as_str(), row.kind, row.size), (row.uploaded_by_name.as_str(), row.created_at));
    Item { change, may_remove, ..Item::new(row.id, file, "/attachments", by) }
}

impl Item {
    /// A file whose bytes are served below `base`.
    #[must_use]
    pub fn new(
        id: Id,
        (name, kind, bytes): (&str, FileKind, i64),
        base: &str,
        (by, at): (&str, Moment),
    ) -> Self {
        let href = format!("{base}/{id}");
        Item {
            id,
            name: name.to_string(),
            kind,
            size: size(bytes),
            preview: kind.shown_inline().then(|| format!("{href}/preview")),
            href,
            picture: kind == FileKind::Picture,
            by: by.to_string(),
            at,
            change: None,
            may_remove: false,
        }
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// A size for people; the units are the same in both languages.
#[must_use]
pub fn size(bytes: i64) -> String {
    match bytes {
        ..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", bytes / 1024),
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}
