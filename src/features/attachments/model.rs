//! Rows of attachments, and how the API answers them.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::db::{Id, Moment};
use crate::platform::files::FileKind;

/// What is known of a file, whosever it is.
#[derive(Debug, Clone, Queryable)]
pub struct Facts {
    /// What its uploader called it, cleaned.
    pub name: String,
    /// What it is, by its bytes.
    pub kind: FileKind,
    /// Its media type.
    pub media_type: String,
    /// How many bytes.
    pub size: i64,
    /// Their SHA-256 in hexadecimal.
    pub sha256: String,
    /// Where the bytes are.
    pub storage_key: String,
}

/// A file of a record.
#[derive(Debug, Clone, Queryable)]
pub struct Attachment {
    /// Id.
    pub id: Id,
    /// Whose it is.
    pub record: Id,
    /// What its uploader called it, cleaned.
    pub name: String,
    /// What it is, by its bytes.
    pub kind: FileKind,
    /// Its media type.
    pub media_type: String,
    /// How many bytes.
    pub size: i64,
    /// Their SHA-256 in hexadecimal.
    pub sha256: String,
    /// Where the bytes are.
    pub storage_key: String,
    /// The first revision that has it.
    pub from_revision: i32,
    /// The first revision after it that has it no more.
    pub until_revision: Option<i32>,
    /// Who added it.
    pub uploaded_by: Id,
    /// By name.
    pub uploaded_by_name: String,
    /// When.
    pub created_at: Moment,
}

impl Attachment {
    /// What is known of the file itself.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts {
            name: self.name.clone(),
            kind: self.kind,
            media_type: self.media_type.clone(),
            size: self.size,
            sha256: self.sha256.clone(),
            storage_key: self.storage_key.clone(),
        }
    }

    /// Whether `revision` has it.
    #[must_use]
    pub fn belongs_to(&self, revision: i32) -> bool {
        self.from_revision <= revision && self.until_revision.is_none_or(|until| until > revision)
    }
}

/// What `verify` and `backup` need to know of a file that is kept.
#[derive(Debug, Clone, Queryable, PartialEq, Eq)]
pub struct Stored {
    /// The attachment, of a record or of a request.
    pub id: Id,
    /// Where its bytes are.
    pub storage_key: String,
    /// How many.
    pub size: i64,
    /// Their SHA-256 in hexadecimal.
    pub sha256: String,
}

/// An attachment as the API answers it. It never changes, so its version stays 1.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AttachmentView {
    /// Id.
    pub id: Id,
    /// The record it belongs to.
    pub record_id: Id,
    /// Its name.
    pub name: String,
    /// `picture`, `pdf`, `office`, `text` or `archive`.
    #[schema(value_type = String)]
    pub kind: FileKind,
    /// Its media type.
    pub media_type: String,
    /// How many bytes.
    pub size: i64,
    /// Their SHA-256 in hexadecimal.
    pub sha256: String,
    /// The revision it came with.
    pub revision: i32,
    /// Who added it.
    pub uploaded_by: Id,
    /// By name.
    pub uploaded_by_name: String,
    /// When.
    pub created_at: Moment,
    /// Where its bytes are to be had.
    pub href: String,
    /// Always 1.
    pub version: i32,
}

impl From<Attachment> for AttachmentView {
    fn from(row: Attachment) -> Self {
        AttachmentView {
            href: format!("/api/v1/attachments/{}", row.id),
            id: row.id,
            record_id: row.record,
            name: row.name,
            kind: row.kind,
            media_type: row.media_type,
            size: row.size,
            sha256: row.sha256,
            revision: row.from_revision,
            uploaded_by: row.uploaded_by,
            uploaded_by_name: row.uploaded_by_name,
            created_at: row.created_at,
            version: 1,
        }
    }
}

/// All files of a record; there are never more than one page of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachmentList {
    /// The files, oldest first.
    pub items: Vec<AttachmentView>,
    /// Always null.
    pub next: Option<String>,
}
