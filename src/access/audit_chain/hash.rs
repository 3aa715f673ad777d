//! What exactly is hashed. Published in `docs/SECURITY.md`: whoever has the rows can compute the chain without this
//! program.
//!
//! Invariant: an entry reads the same from both databases, however they keep their documents. What is written here
//! never changes; another way of writing is another [`FORMAT`].

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::access::audit_log::AuditEntry;
use crate::platform::canonical::canonical;
use crate::platform::hex::hex;
use crate::platform::web::list::moment_key;

/// The way of writing an entry that new links use; kept with each link.
pub const FORMAT: i32 = 1;

/// What the first link names as the one before it.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The hash of the link at `sequence` after the link with the hash `previous`: SHA-256 over four lines.
#[must_use]
pub fn hash(sequence: i64, previous: &str, entry: &AuditEntry) -> String {
    let text = format!("tierdesk audit link 1\n{sequence}\n{previous}\n{}", canonical(&document(entry)));
    hex(&Sha256::digest(text.as_bytes()))
}

/// Every column of an entry under its name; the moment in UTC to the microsecond.
fn document(entry: &AuditEntry) -> Value {
    json!({
        "id": entry.id,
        "at": moment_key(entry.at),
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "organisation_id": entry.organisation_id,
        "address": entry.address,
        "action": entry.action,
        "object_kind": entry.object_kind,
        "object_id": entry.object_id,
        "object_label": entry.object_label,
        "before": entry.before,
        "after": entry.after,
    })
}
