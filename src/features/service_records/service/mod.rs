//! The use-cases of a record from draft to correction; each is the same for the API and for pages.

mod correct;
mod create;
mod edit;
mod open;
mod read;
mod submit;
mod typed;

pub use correct::{correct, discard};
pub use create::{copy_of, create};
pub use edit::edit;
pub use open::{may_change, open};
pub use read::{last_verdict, page, record};
pub use submit::{submit, withdraw};
pub use typed::{begin_typed, keep_typed};

use serde_json::{Map, Value};

use crate::access::audit::{self, Entry};
use crate::access::{Action, Actor, Scope};
use crate::error::Error;
use crate::features::{customers, products, requests};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::FaultCode;
use crate::platform::services::Services;

use super::content::Facts;
use super::form::Form;
use super::model::{Head, Summary};
use super::store;

/// What every use-case of a record needs to know.
#[derive(Clone, Copy)]
pub struct Work<'a> {
    /// The program's parts.
    pub services: &'a Services,
    /// Who does it.
    pub actor: &'a Actor,
    /// When.
    pub now: Moment,
    /// Which kind of record.
    pub form: &'static Form,
}

/// Reads the record as the actor sees it, and makes sure that it is its organisation's to change.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub fn own_record(conn: &mut Conn, work: &Work<'_>, id: Id) -> Result<Head, Error> {
    work.actor.may(Action::WriteRecords)?;
    let scope = work.actor.may(Action::ViewRecords)?;
    let head = store::find(conn, &scope, Some(work.form.kind), id)?;
    super::rules::belongs_to(&head, work.actor)?;
    Ok(head)
}

/// Puts what the content says into the columns of the head, which everybody's lists show. The customer must be in the
/// actor's sight. Once something was sent in, the columns tell of that until the next revision is: drafts are the
/// author's organisation's alone (4.4).
fn index(conn: &mut Conn, work: &Work<'_>, head: &mut Head) -> Result<(), Error> {
    if head.submitted_revision.is_none() {
        return index_anew(conn, work, head);
    }
    let fields = head.fields();
    let named = Facts::new(&fields, work.services.settings.time_zone).customer();
    match named.filter(|id| Some(*id) != head.customer) {
        Some(id) => customers::referenced(conn, work.actor, id).map(drop),
        None => Ok(()),
    }
}

fn index_anew(conn: &mut Conn, work: &Work<'_>, head: &mut Head) -> Result<(), Error> {
    let fields = head.fields();
    let facts = Facts::new(&fields, work.services.settings.time_zone);
    match facts.customer() {
        Some(id) if Some(id) == head.customer && head.customer_class.is_some() => {}
        Some(id) => {
            let customer = customers::referenced(conn, work.actor, id)?;
            head.customer = Some(customer.id);
            head.customer_name = customer.name;
            head.customer_class = Some(customer.class);
            head.agent =
                if work.actor.is_vendor() { customer.agent_id } else { Some(head.author_organisation) };
        }
        None => {
            head.customer = None;
            head.customer_name = String::new();
            head.customer_class = None;
        }
    }
    if let Some(request) = facts.request() {
        // A request out of sight, or of another customer, is as good as none.
        let known = requests::reference(conn, work.actor, request)?;
        if known.is_none_or(|of| head.customer.is_some_and(|customer| customer != of.customer_id)) {
            return Err(Error::field("request_id", FaultCode::NOT_FOUND));
        }
    }
    if let (Some(product), Some(customer)) = (facts.product(), head.customer) {
        products::referenced(conn, work.actor, product, customer)?;
    }
    index_work(head, &fields, work.services.settings.time_zone);
    Ok(())
}

/// The columns that tell of the work, from what `fields` say of it.
pub fn index_work(head: &mut Head, fields: &Map<String, Value>, zone: chrono_tz::Tz) {
    let facts = Facts::new(fields, zone);
    head.service_code = facts.service_code().map(str::to_string);
    head.serial_key = facts.serial_key();
    head.escalated = facts.escalated();
    head.request = facts.request();
    head.summary = facts.summary();
    head.reported_at = facts.reported_at().unwrap_or(head.created_at);
}

/// Remembers that somebody other than the author wrote on the record: nobody reviews what they wrote (4.4).
fn note_writer(conn: &mut Conn, work: &Work<'_>, head: &Head) -> Result<(), Error> {
    let known = head.author == work.actor.user() || store::wrote(conn, head.id, work.actor.user())?;
    if known { Ok(()) } else { tell(conn, work, head, "edited", "") }
}

fn tell(conn: &mut Conn, work: &Work<'_>, head: &Head, kind: &str, note: &str) -> Result<(), Error> {
    let event = store::Event {
        at: work.now,
        kind: kind.to_string(),
        revision: head.revision,
        actor_name: work.actor.name().to_string(),
        note: note.to_string(),
    };
    store::insert_event(conn, head.id, (work.actor.user(), work.actor.name()), &event)
}

fn log(
    conn: &mut Conn,
    work: &Work<'_>,
    head: &Head,
    action: &'static str,
    change: (Option<Value>, Option<Value>),
) -> Result<(), Error> {
    let entry = Entry {
        action,
        object_kind: work.form.kind.as_str(),
        object: Some(head.id),
        label: &head.number,
        before: change.0,
        after: change.1,
    };
    audit::write(conn, work.actor, work.now, entry)
}

/// Only the fields of the first level that differ, before and after.
fn difference(before: &Map<String, Value>, after: &Map<String, Value>) -> (Option<Value>, Option<Value>) {
    let changed = |from: &Map<String, Value>, to: &Map<String, Value>| {
        let some: Map<String, Value> = from
            .iter()
            .filter(|(key, value)| to.get(*key) != Some(value))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        Some(Value::Object(some))
    };
    (changed(before, after), changed(after, before))
}

/// The records of a serial within the actor's sight that were reported before `head`, newest first; all
/// of them where there is no record yet.
///
/// # Errors
/// What the database answers.
pub fn same_serial(
    conn: &mut Conn,
    scope: &Scope,
    serial: &str,
    before: Option<&Head>,
) -> Result<Vec<Summary>, Error> {
    let key: String = serial.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    if key.is_empty() { Ok(vec![]) } else { store::of_serial(conn, scope, &key, before) }
}
