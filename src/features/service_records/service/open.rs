//! What belongs to a record without standing in its fields, such as its files, is changed while its fields may be.

use crate::access::{Action, Actor};
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::platform::db::{Conn, Id, Moment};

use super::super::model::Head;
use super::super::rules;
use super::super::store::{self, Event};

/// The record, where the actor's organisation may change it now.
///
/// # Errors
/// `NotFound` out of sight, `Forbidden` where it is somebody else's, `Conflict` past editing.
pub fn may_change(
    conn: &mut Conn,
    actor: &Actor,
    kind: Option<ServiceRecordKind>,
    id: Id,
) -> Result<Head, Error> {
    actor.may(Action::WriteRecords)?;
    let scope = actor.may(Action::ViewRecords)?;
    let head = store::find(conn, &scope, kind, id)?;
    rules::belongs_to(&head, actor)?;
    rules::editable(&head)?;
    Ok(head)
}

/// Like [`may_change`], and nobody sends the record in until the transaction ends. Whoever changes something of a record
/// that is somebody else's draft has written on it, and does not review it (4.4).
///
/// # Errors
/// As above.
pub fn open(
    conn: &mut Conn,
    actor: &Actor,
    kind: Option<ServiceRecordKind>,
    id: Id,
    now: Moment,
) -> Result<Head, Error> {
    may_change(conn, actor, kind, id)?;
    store::hold(conn, id)?;
    let head = may_change(conn, actor, kind, id)?;
    if head.author != actor.user() && !store::wrote(conn, id, actor.user())? {
        let event = Event {
            at: now,
            kind: "edited".into(),
            revision: head.revision,
            actor_name: actor.name().into(),
            note: String::new(),
        };
        store::insert_event(conn, id, (actor.user(), actor.name()), &event)?;
    }
    Ok(head)
}
