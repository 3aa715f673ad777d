//! What is signed, as one text that is the same whenever the record says the same: the fields that the customer reads and
//! the fingerprints of the files.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::features::service_records::{Head, customer_fields};
use crate::platform::canonical::canonical;
use crate::platform::hex::hex;

/// The text of `fields` of the record `head` with files of these fingerprints.
#[must_use]
pub fn text(head: &Head, fields: &Map<String, Value>, mut files: Vec<String>) -> String {
    files.sort_unstable();
    canonical(&json!({
        "attachments": files, "fields": customer_fields(fields), "kind": head.kind.as_str(), "number": head.number,
    }))
}

/// The SHA-256 of `text` in hexadecimal.
#[must_use]
pub fn hash(text: &str) -> String {
    hex(&Sha256::digest(text))
}
