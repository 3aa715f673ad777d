//! The use-cases of attachments; each is the same for the API and for pages.

mod add;
mod keep;
mod read;
mod remove;
mod revisions;

pub use add::{Incoming, add, check_place};
pub use keep::{keep, keep_all};
pub use read::{list, of_revision, show};
pub use remove::remove;
pub use revisions::restore;

use serde_json::{Value, json};

use crate::access::Actor;
use crate::access::audit::{self, Entry};
use crate::error::Error;
use crate::features::service_records::Head;
use crate::platform::db::{Conn, Moment};

use super::model::Attachment;

/// The audit action of a file that came, to a record or to a request.
pub(super) const ADDED: &str = "attachment.add";
/// The audit action of a file whose row went away, or that the next revision does not have any more.
pub(super) const REMOVED: &str = "attachment.remove";

/// What the audit log keeps of a file.
fn told(row: &Attachment) -> Value {
    json!({
        "attachment_id": row.id, "name": row.name, "kind": row.kind, "size": row.size, "sha256": row.sha256,
        "from_revision": row.from_revision, "until_revision": row.until_revision,
    })
}

fn log(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    head: &Head,
    action: &'static str,
    change: (Option<Value>, Option<Value>),
) -> Result<(), Error> {
    let entry = Entry {
        action,
        object_kind: head.kind.as_str(),
        object: Some(head.id),
        label: &head.number,
        before: change.0,
        after: change.1,
    };
    audit::write(conn, actor, now, entry)
}
