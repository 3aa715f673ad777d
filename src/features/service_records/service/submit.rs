//! Sending a record in, and taking it back until its review begins.

use serde_json::{Map, Value, json};

use crate::domain::catalogue::is_onsite;
use crate::domain::notice_words::NoticeKind;
use crate::domain::record_words::{RecordStatus, ServiceRecordKind};
use crate::error::Error;
use crate::features::customers::{self, Paying};
use crate::features::{products, requests, signatures};
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness, FieldFault};
use crate::platform::web::incoming::IfMatch;

use super::super::content::Facts;
use super::super::decision::{Judged, judge};
use super::super::form::GateInput;
use super::super::model::{Head, Revision};
use super::super::{rules, store, told};
use super::{Work, index_anew, log, own_record, tell};

/// Sends the working revision in: every required field, every gate, and a decision that allows it (2.4, 4.3, 8.3).
///
/// # Errors
/// `PreconditionRequired`, `Stale`, `Conflict` where it is not a draft, `Invalid` naming every field at fault.
pub fn submit(conn: &mut Conn, work: &Work<'_>, id: Id, expected: IfMatch) -> Result<(Head, Judged), Error> {
    let mut head = own_record(conn, work, id)?;
    expected.check(head.version)?;
    if rules::editable(&head).is_err() {
        return Err(Error::Conflict("record_not_draft"));
    }
    let content = complete(&head, work)?;
    let paying = named_customer(conn, work, &content)?;
    let judged = checked(conn, work, id, &content, &paying)?;
    signed(conn, work, &head, &content, &judged)?;
    if head.approved_revision.is_none() {
        head.customer_class = None; // The class and the agent are those of this moment.
        index_anew(conn, work, &mut head)?;
    } else if head.customer != Some(paying.customer.id) {
        // Whoever sees the approved record must not change with a correction.
        return Err(Error::field("customer_id", fields::FaultCode::new("fixed_after_approval")));
    }
    head.revision = rules::next_revision(&head);
    head.status = RecordStatus::Submitted;
    head.submitted_revision = Some(head.revision);
    head.submitted_status = Some(RecordStatus::Submitted.as_str().to_string());
    head.submitted_at = Some(work.now);
    (head.taken_by, head.taken_until) = (None, None);
    // The head goes first: whoever comes second finds another version here, before anything else is written.
    store::save_head(conn, &mut head, work.now)?;
    store::insert_revision(conn, head.id, &revision(work, &head, &content, &judged)?)?;
    tell(conn, work, &head, "submitted", "")?;
    let after =
        json!({ "status": head.status, "revision": head.revision, "outcome": judged.decision.outcome });
    log(conn, work, &head, work.form.actions.submit, (None, Some(after)))?;
    if let Some(request) = head.request {
        requests::record_filed(conn, work.actor, request, (&head.number, head.kind), work.now)?;
    }
    told::tell_reviewers(conn, (work.actor.user(), work.now), &head)?;
    Ok((head, judged))
}

/// The content with nothing missing; what was typed and could not be read is missing.
fn complete(head: &Head, work: &Work<'_>) -> Result<Map<String, Value>, Error> {
    let mut faults = match fields::check(work.form.fields, &head.content, Completeness::Complete) {
        Ok(content) if unreadable(head).next().is_none() => return Ok(content),
        Ok(_) => vec![],
        Err(faults) => faults,
    };
    // A form is read again with what was typed, which names what is wrong with it.
    for path in unreadable(head) {
        if !faults.iter().any(|fault| fault.path == *path) {
            faults.push(FieldFault::new(path, fields::FaultCode::new("unreadable")));
        }
    }
    let content = head.fields();
    for fault in gate_faults(work, &content) {
        let within = |known: &FieldFault| {
            known.path == fault.path
                || known.path.strip_prefix(&fault.path).is_some_and(|rest| rest.starts_with('.'))
        };
        if !faults.iter().any(within) {
            faults.push(fault);
        }
    }
    Err(Error::Invalid(faults))
}

/// What the gates of the kind miss in `content`, complete or not.
fn gate_faults(work: &Work<'_>, content: &Map<String, Value>) -> Vec<FieldFault> {
    let delivery = Facts::new(content, work.services.settings.time_zone)
        .service_code()
        .and_then(crate::domain::catalogue::read_code)
        .map_or(crate::domain::words::Delivery::Remote, |code| code.delivery);
    (work.form.gates)(&GateInput { content, delivery, now: work.now })
}

/// Where something stands that could not be read; a way chosen of several with nothing said is no text.
fn unreadable(head: &Head) -> impl Iterator<Item = &String> {
    let paths = head.unparsed.as_object().into_iter().flatten().map(|(path, _)| path);
    paths.filter(|path| !path.rsplit('.').next().is_some_and(|name| name.starts_with('_')))
}

fn named_customer(conn: &mut Conn, work: &Work<'_>, content: &Map<String, Value>) -> Result<Paying, Error> {
    let facts = Facts::new(content, work.services.settings.time_zone);
    let id = facts.customer().ok_or_else(|| Error::field("customer_id", fields::FaultCode::REQUIRED))?;
    customers::paying(conn, work.actor, id)
}

/// Gates and decision together, so that every fault is told at once.
fn checked(
    conn: &mut Conn,
    work: &Work<'_>,
    record: Id,
    content: &Map<String, Value>,
    paying: &Paying,
) -> Result<Judged, Error> {
    let policies = work.services.policies.current();
    let facts = Facts::new(content, work.services.settings.time_zone);
    let mut faults = gate_faults(work, content);
    let owner = paying.customer.id;
    let product = match facts.product().map(|id| products::referenced(conn, work.actor, id, owner)) {
        None => None,
        Some(Ok(row)) => Some(row),
        Some(Err(Error::Invalid(unknown))) => {
            faults.extend(unknown);
            None
        }
        Some(Err(other)) => return Err(other),
    };
    match judge(conn, &policies, (&facts, work.actor), paying, (product.as_ref(), Some(record))) {
        Ok(judged) => {
            faults.extend(super::super::decision::refusals(&judged, facts.escalated()));
            if faults.is_empty() { Ok(judged) } else { Err(Error::Invalid(faults)) }
        }
        Err(Error::Invalid(more)) => {
            faults.extend(more);
            Err(Error::Invalid(faults))
        }
        Err(other) => Err(other),
    }
}

/// The customer's signature on accepted work on site, where the policy of the work asks for one.
fn signed(
    conn: &mut Conn,
    work: &Work<'_>,
    head: &Head,
    content: &Map<String, Value>,
    judged: &Judged,
) -> Result<(), Error> {
    let policies = work.services.policies.current();
    let policy = policies.version(judged.decision.policy_version);
    let asked = policy.is_some_and(|policy| policy.acceptance_signature_required);
    let accepted = content.get("acceptance").is_some_and(|acceptance| acceptance.get("by").is_some());
    let onsite = is_onsite(&judged.input.service_code);
    if !(asked && accepted && onsite && head.kind == ServiceRecordKind::FaultRecord) {
        return Ok(());
    }
    match signatures::missing(conn, head, content)? {
        Some(code) => Err(Error::field("acceptance", code)),
        None => Ok(()),
    }
}

fn revision(
    work: &Work<'_>,
    head: &Head,
    content: &Map<String, Value>,
    judged: &Judged,
) -> Result<Revision, Error> {
    Ok(Revision {
        revision: head.revision,
        content: Value::Object(content.clone()),
        decision: serde_json::to_value(judged)?,
        submitted_by: work.actor.user(),
        submitted_by_name: work.actor.name().to_string(),
        submitted_at: work.now,
    })
}

/// Takes the revision that was sent in back into a draft.
///
/// # Errors
/// `PreconditionRequired`, `Stale`, `Conflict` once its review has begun or where it is not sent in.
pub fn withdraw(conn: &mut Conn, work: &Work<'_>, id: Id, expected: IfMatch) -> Result<Head, Error> {
    let mut head = own_record(conn, work, id)?;
    expected.check(head.version)?;
    rules::withdrawable(&head, work.now)?;
    let sent = store::revision(conn, id, head.submitted_revision.ok_or(Error::NotFound)?)?;
    head.status = RecordStatus::Draft;
    head.submitted_status =
        Some(super::correct::standing_status(&head, RecordStatus::Draft).as_str().to_string());
    (head.taken_by, head.taken_until) = (None, None);
    tell(conn, work, &head, "withdrawn", "")?;
    head.revision = rules::next_revision(&head);
    store::save_head(conn, &mut head, work.now)?;
    log(conn, work, &head, work.form.actions.withdraw, (None, Some(json!({ "status": head.status }))))?;
    if let Some(request) = head.request {
        requests::record_gone(conn, work.services, request)?;
    }
    told::tell_writers(conn, (work.actor.user(), work.now), &head, &sent, NoticeKind::RecordWithdrawn)?;
    Ok(head)
}
