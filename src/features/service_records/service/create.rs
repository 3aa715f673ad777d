//! A new draft, empty or copied from an earlier record.

use serde_json::{Map, Value, json};

use crate::access::Action;
use crate::domain::ids::record_number;
use crate::domain::record_words::RecordStatus;
use crate::error::Error;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness};
use crate::platform::random;
use crate::platform::views::local_date;

use super::super::model::Head;
use super::super::store;
use super::{Work, index, log, tell};

/// What a copy does not take along: times, gates and what became of the work belong to one occasion.
const NOT_COPIED: &[&str] = &[
    "reported_at",
    "responded_at",
    "arrived_at",
    "work_started_at",
    "workaround_at",
    "restored_at",
    "left_at",
    "held_on",
    "held_until",
    "delivered_at",
    "remote_attempt",
    "onsite_agreement",
    "permission",
    "backup",
    "remote_consent",
    "device_taken",
    "training",
    "acceptance",
    "trial",
    "parts",
    "visits",
    "labour_minutes",
    "travel_minutes",
    "result",
    "cause",
    "handling",
    "escalated",
    "request_id",
];

/// Begins a draft with what `body` says so far. Incomplete is fine; what is there must be valid (8.3).
///
/// # Errors
/// `Invalid` naming every field that is wrong.
pub fn create(conn: &mut Conn, work: &Work<'_>, body: &Value) -> Result<Head, Error> {
    work.actor.may(Action::WriteRecords)?;
    let content = fields::check(work.form.fields, body, Completeness::Draft).map_err(Error::Invalid)?;
    let mut head = blank(conn, work, content)?;
    index(conn, work, &mut head)?;
    store::insert_head(conn, &head)?;
    tell(conn, work, &head, "created", "")?;
    log(conn, work, &head, work.form.actions.create, (None, Some(head.content.clone())))?;
    Ok(head)
}

/// The fields of an earlier record that a new one may begin with.
///
/// # Errors
/// `NotFound` where the earlier record is out of sight.
pub fn copy_of(conn: &mut Conn, work: &Work<'_>, id: Id) -> Result<Map<String, Value>, Error> {
    let scope = work.actor.may(Action::ViewRecords)?;
    let earlier = store::find(conn, &scope, Some(work.form.kind), id)?;
    let mut content = match earlier.approved_revision.or(earlier.submitted_revision) {
        Some(revision) if earlier.author_organisation != work.actor.organisation() => {
            store::revision(conn, id, revision)?.content.as_object().cloned().unwrap_or_default()
        }
        _ => earlier.fields(),
    };
    content.retain(|key, _| !NOT_COPIED.contains(&key.as_str()));
    Ok(content)
}

/// An empty head by the actor, with a number of its own; not yet written.
pub(super) fn blank(conn: &mut Conn, work: &Work<'_>, content: Map<String, Value>) -> Result<Head, Error> {
    let actor = work.actor;
    Ok(Head {
        id: random::id(work.now),
        number: free_number(conn, work)?,
        kind: work.form.kind,
        status: RecordStatus::Draft,
        revision: 1,
        submitted_revision: None,
        submitted_status: None,
        approved_revision: None,
        version: 1,
        author: actor.user(),
        author_name: actor.name().to_string(),
        author_organisation: actor.organisation(),
        author_organisation_name: actor.organisation_name().to_string(),
        customer: None,
        customer_name: String::new(),
        customer_class: None,
        agent: (!actor.is_vendor()).then(|| actor.organisation()),
        escalated: false,
        service_code: None,
        serial_key: None,
        reported_at: work.now,
        submitted_at: None,
        taken_by: None,
        taken_until: None,
        created_at: work.now,
        updated_at: work.now,
        summary: String::new(),
        content: Value::Object(content),
        unparsed: json!({}),
        request: None,
    })
}

/// Six random digits tell nobody how much work there is (4.1).
fn free_number(conn: &mut Conn, work: &Work<'_>) -> Result<String, Error> {
    let day = local_date(work.now.0, work.services.settings.time_zone);
    let number = record_number(work.form.kind, day, random::suffix());
    if store::number_exists(conn, &number)? { Err(Error::LostRace) } else { Ok(number) }
}
