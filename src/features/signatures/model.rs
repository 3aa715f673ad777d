//! Rows of signatures and of the links that ask for one.

use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::platform::db::{Id, Moment};
/// A signature.
#[derive(Debug, Clone, Queryable)]
pub struct Signature {
    /// Id.
    pub id: Id,
    /// The record that was signed.
    pub record: Id,
    /// The revision that was being written.
    pub revision: i32,
    /// How.
    pub method: String,
    /// By whom, as they call themselves.
    pub signer_name: String,
    /// The strokes: `[[[x, y], …], …]`.
    pub strokes: Option<Value>,
    /// The picture that was made of them, as SVG.
    pub picture: Option<String>,
    /// The SHA-256 of the scan, which is an attachment.
    pub scan_sha256: Option<String>,
    /// Exactly what was signed.
    pub content: String,
    /// Its SHA-256 in hexadecimal.
    pub content_hash: String,
    /// The signer's program.
    pub device: String,
    /// The signer's network address.
    pub address: String,
    /// Who had it signed.
    pub taken_by: Id,
    /// By name.
    pub taken_by_name: String,
    /// When.
    pub signed_at: Moment,
}

/// A link that was given out.
#[derive(Debug, Clone, Queryable)]
pub struct Link {
    /// The record to sign.
    pub record: Id,
    /// The revision that was being written.
    pub revision: i32,
    /// Who gave it out.
    pub created_by: Id,
    /// By name.
    pub created_by_name: String,
    /// Until when it is good.
    pub expires_at: Moment,
}

/// A signature as the API answers it. It never changes, so its version stays 1.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SignatureView {
    /// Id.
    pub id: Id,
    /// The record that was signed.
    pub record_id: Id,
    /// The revision that was being written.
    pub revision: i32,
    /// `drawn`, `link`, `scan`, `typed` or `code`.
    pub method: String,
    /// By whom, as they call themselves.
    pub signer_name: String,
    /// When.
    pub signed_at: Moment,
    /// Who had it signed.
    pub taken_by_name: String,
    /// The SHA-256 of exactly what was signed.
    pub content_hash: String,
    /// Whether the revision in sight still says what was signed.
    pub valid: bool,
    /// The SHA-256 of the scan, where it is one.
    pub scan_sha256: Option<String>,
    /// Always 1.
    pub version: i32,
}

impl SignatureView {
    /// The signature, and whether it holds.
    #[must_use]
    pub fn of(row: Signature, valid: bool) -> Self {
        SignatureView {
            valid,
            id: row.id,
            record_id: row.record,
            revision: row.revision,
            method: row.method,
            signer_name: row.signer_name,
            signed_at: row.signed_at,
            taken_by_name: row.taken_by_name,
            content_hash: row.content_hash,
            scan_sha256: row.scan_sha256,
            version: 1,
        }
    }
}

/// The signatures of the revision in sight, and what there is to sign.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignatureList {
    /// The SHA-256 of what would be signed now; send it to sign.
    pub content_hash: String,
    /// `none`, `valid` or `void`.
    pub state: String,
    /// Oldest first.
    pub items: Vec<SignatureView>,
}

/// A code that is on its way; the code itself is in the mail alone.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CodeView {
    /// Where it went.
    pub email: String,
    /// Who is to sign.
    pub signer_name: String,
    /// Until when it is good.
    pub expires_at: Moment,
}

/// A link as it is told, once.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkView {
    /// The address to open on the signer's own device.
    pub url: String,
    /// Until when it is good.
    pub expires_at: Moment,
}
