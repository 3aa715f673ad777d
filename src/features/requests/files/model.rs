//! Rows of files of requests, and how the API answers them.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::request_words::Visibility;
use crate::features::attachments::Facts;
use crate::platform::db::{Id, Moment};
use crate::platform::fields::Field;
use crate::platform::files::FileKind;

use super::super::service::VISIBILITIES;

/// What may stand beside the file: the line it belongs to, or what makes a message of its own.
pub const FIELDS: &[Field] = &[
    Field::id("event_id"),
    Field::choice("visibility", VISIBILITIES),
    Field::long_text("body", 8000).wide(),
];

/// A file of a request.
#[derive(Debug, Clone, Queryable)]
pub struct RequestFile {
    /// Id.
    pub id: Id,
    /// Whose it is.
    pub request: Id,
    /// The line of the timeline that it came with.
    pub event: Id,
    /// What it is.
    pub facts: Facts,
    /// Who reads that line.
    pub visibility: Visibility,
    /// Who sent it.
    pub uploaded_by: Id,
    /// By name.
    pub uploaded_by_name: String,
    /// When.
    pub created_at: Moment,
}

/// A file of a request as the API answers it. It never changes, so its version stays 1.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RequestAttachmentView {
    /// Id.
    pub id: Id,
    /// The request it belongs to.
    pub request_id: Id,
    /// The line of the timeline that it came with.
    pub event_id: Id,
    /// Who reads it: `public` or `internal`, as of that line.
    #[schema(value_type = String)]
    pub visibility: Visibility,
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
    /// Who sent it.
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

impl From<RequestFile> for RequestAttachmentView {
    fn from(row: RequestFile) -> Self {
        RequestAttachmentView {
            href: format!("/api/v1/request-attachments/{}", row.id),
            id: row.id,
            request_id: row.request,
            event_id: row.event,
            visibility: row.visibility,
            name: row.facts.name,
            kind: row.facts.kind,
            media_type: row.facts.media_type,
            size: row.facts.size,
            sha256: row.facts.sha256,
            uploaded_by: row.uploaded_by,
            uploaded_by_name: row.uploaded_by_name,
            created_at: row.created_at,
            version: 1,
        }
    }
}
