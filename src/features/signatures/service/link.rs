//! Asking a customer to sign on a device of its own.

use serde_json::json;

use crate::access::Actor;
use crate::access::audit::{self, Entry};
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::features::service_records::{self, Head};
use crate::platform::db::{Conn, Id, Moment};

use super::super::links;
use super::super::model::Link;

/// A link for signing a draft or a returned record, told once: its token, and until when it is good.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Conflict` where the record is past editing.
pub fn offer(conn: &mut Conn, actor: &Actor, record: Id, now: Moment) -> Result<(String, Moment), Error> {
    let head = service_records::open(conn, actor, Some(ServiceRecordKind::FaultRecord), record, now)?;
    let issued = links::issue(conn, actor, record, service_records::next_revision(&head), now)?;
    let entry = Entry {
        action: "signature.offer",
        object_kind: head.kind.as_str(),
        object: Some(head.id),
        label: &head.number,
        before: None,
        after: Some(json!({ "expires_at": issued.1 })),
    };
    audit::write(conn, actor, now, entry)?;
    Ok(issued)
}

/// The record that a link asks to sign; the link is the permission.
///
/// # Errors
/// `NotFound` where the link is not good any more, or the revision it is for was sent in meanwhile.
pub fn asked(conn: &mut Conn, token: &str, now: Moment) -> Result<(Link, Head), Error> {
    let link = links::find(conn, token, now)?;
    let head = service_records::behind_link(conn, link.record)?;
    let open =
        service_records::editable(&head).is_ok() && service_records::next_revision(&head) == link.revision;
    if open { Ok((link, head)) } else { Err(Error::NotFound) }
}
