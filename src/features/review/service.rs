//! The use-cases of a reviewer: take, release, decide; and approving several free remote records at once.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::access::audit::{self, Entry};
use crate::access::{Action, Actor};
use crate::domain::notice_words::NoticeKind;
use crate::domain::record_words::{RecordStatus, ServiceRecordKind, Verdict};
use crate::domain::words::{Delivery, Outcome};
use crate::error::Error;
use crate::features::attachments;
use crate::features::charges;
use crate::features::contracts;
use crate::features::requests;
use crate::features::service_records::{self, Event, Head, Judged, Remark, Revision, TAKE_LASTS, VerdictRow};
use crate::features::statements;
use crate::platform::db::{Conn, Id, Moment, savepoint};
use crate::platform::fields::{self, Completeness, Field, FieldFault};
use crate::platform::services::Services;
use crate::platform::web::incoming::IfMatch;

use super::{form_of, rules};

/// The body of a verdict (8.3).
pub const VERDICT: &[Field] = &[
    Field::choice("verdict", &["approve", "return", "reject"]).required(),
    Field::long_text("comment", 4000),
    Field::list("remarks", 100, REMARK),
];
const REMARK: &[Field] = &[Field::text("field", 100).required(), Field::long_text("text", 1000).required()];

#[derive(Debug, Deserialize)]
struct Said {
    verdict: Verdict,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    remarks: Vec<Remark>,
}

/// A reviewer at work.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The program's parts.
    pub services: &'a Services,
    /// The reviewer.
    pub actor: &'a Actor,
    /// When.
    pub now: Moment,
}

impl Desk<'_> {
    /// The record and the revision that waits, with the rights to touch it checked.
    fn waiting(
        &self,
        conn: &mut Conn,
        kind: Option<ServiceRecordKind>,
        id: Id,
    ) -> Result<(Head, Revision), Error> {
        let scope = self.actor.may(Action::ReviewRecords)?;
        let head = service_records::find(conn, &scope, kind, id)?;
        let revision = service_records::revision(conn, id, head.submitted_revision.ok_or(Error::NotFound)?)?;
        rules::not_own_work(conn, self.actor, &head, &revision, self.services.settings.time_zone)?;
        Ok((head, revision))
    }

    fn tell(&self, conn: &mut Conn, head: &Head, revision: i32, kind: &str, note: &str) -> Result<(), Error> {
        let event = Event {
            at: self.now,
            kind: kind.to_string(),
            revision,
            actor_name: self.actor.name().to_string(),
            note: note.to_string(),
        };
        service_records::insert_event(conn, head.id, (self.actor.user(), self.actor.name()), &event)
    }

    fn log(&self, conn: &mut Conn, head: &Head, action: &'static str, after: Value) -> Result<(), Error> {
        let entry = Entry {
            action,
            object_kind: head.kind.as_str(),
            object: Some(head.id),
            label: &head.number,
            before: None,
            after: Some(after),
        };
        audit::write(conn, self.actor, self.now, entry)
    }
}

/// Takes a record: for half an hour nobody else decides on it. Taking it again begins the half hour anew.
///
/// # Errors
/// `Forbidden` for own work, `PreconditionRequired`, `Stale`, `Conflict` where somebody else has it.
pub fn take(
    conn: &mut Conn,
    desk: &Desk<'_>,
    kind: ServiceRecordKind,
    id: Id,
    expected: IfMatch,
) -> Result<Head, Error> {
    let (mut head, revision) = desk.waiting(conn, Some(kind), id)?;
    expected.check(head.version)?;
    rules::decidable(desk.actor, &head, desk.now)?;
    set_status(&mut head, RecordStatus::InReview);
    head.taken_by = Some(desk.actor.user());
    head.taken_until = Some(desk.now.plus(TAKE_LASTS));
    service_records::save_head(conn, &mut head, desk.now)?;
    desk.tell(conn, &head, revision.revision, "taken", "")?;
    desk.log(conn, &head, form_of(kind).actions.take, json!({ "until": head.taken_until }))?;
    Ok(head)
}

/// Gives a record back to the queue.
///
/// # Errors
/// `Forbidden` for own work, `PreconditionRequired`, `Stale`, `Conflict` where the actor does not have it.
pub fn release(
    conn: &mut Conn,
    desk: &Desk<'_>,
    kind: ServiceRecordKind,
    id: Id,
    expected: IfMatch,
) -> Result<Head, Error> {
    let (mut head, revision) = desk.waiting(conn, Some(kind), id)?;
    expected.check(head.version)?;
    rules::releasable(desk.actor, &head, desk.now)?;
    set_status(&mut head, RecordStatus::Submitted);
    (head.taken_by, head.taken_until) = (None, None);
    service_records::save_head(conn, &mut head, desk.now)?;
    desk.tell(conn, &head, revision.revision, "released", "")?;
    desk.log(conn, &head, form_of(kind).actions.release, json!({ "status": head.status }))?;
    Ok(head)
}

/// Decides on a record: approves it and charges it in the same transaction, returns it with remarks, or rejects it.
///
/// # Errors
/// `Forbidden` for own work, `PreconditionRequired`, `Stale`, `Conflict` where nothing waits or somebody else has it,
/// `Invalid` where a return or a rejection says nothing.
pub fn review(
    conn: &mut Conn,
    desk: &Desk<'_>,
    kind: ServiceRecordKind,
    id: Id,
    expected: IfMatch,
    body: &Value,
) -> Result<Head, Error> {
    let (head, revision) = desk.waiting(conn, Some(kind), id)?;
    expected.check(head.version)?;
    rules::decidable(desk.actor, &head, desk.now)?;
    let said = read_verdict(kind, body)?;
    decide(conn, desk, head, &revision, &said)
}

fn read_verdict(kind: ServiceRecordKind, body: &Value) -> Result<Said, Error> {
    let checked = fields::check(VERDICT, body, Completeness::Complete).map_err(Error::Invalid)?;
    let said: Said = serde_json::from_value(Value::Object(checked))?;
    let silent = said.comment.is_empty();
    let mut faults = Vec::new();
    match said.verdict {
        Verdict::Reject if silent => faults.push(FieldFault::new("comment", fields::FaultCode::REQUIRED)),
        Verdict::Return if silent && said.remarks.is_empty() => {
            faults.push(FieldFault::new("comment", fields::FaultCode::REQUIRED));
        }
        _ => {}
    }
    for (index, remark) in said.remarks.iter().enumerate() {
        let top = remark.field.split('.').next().unwrap_or_default();
        if !form_of(kind).fields.iter().any(|field| field.name == top) {
            faults.push(FieldFault::new(format!("remarks.{index}.field"), fields::FaultCode::NOT_AN_OPTION));
        }
    }
    if faults.is_empty() { Ok(said) } else { Err(Error::Invalid(faults)) }
}

fn decide(
    conn: &mut Conn,
    desk: &Desk<'_>,
    mut head: Head,
    revision: &Revision,
    said: &Said,
) -> Result<Head, Error> {
    let judged: Judged = serde_json::from_value(revision.decision.clone())?;
    (head.taken_by, head.taken_until) = (None, None);
    let mut corrected = false;
    match said.verdict {
        Verdict::Approve => {
            same_decision(desk, &judged)?;
            set_status(&mut head, RecordStatus::Approved);
            corrected = head.approved_revision.replace(revision.revision).is_some();
            let fields = revision.content.as_object().cloned().unwrap_or_default();
            service_records::index_work(&mut head, &fields, desk.services.settings.time_zone);
        }
        Verdict::Return => set_status(&mut head, RecordStatus::Returned),
        Verdict::Reject => reject(conn, desk.actor, &mut head, desk.now)?,
    }
    // The head goes first: whoever comes second finds another version here, before anything else is written.
    service_records::save_head(conn, &mut head, desk.now)?;
    let verdict = VerdictRow {
        revision: revision.revision,
        verdict: said.verdict,
        comment: said.comment.clone(),
        remarks: serde_json::to_value(&said.remarks)?,
        reviewer_id: desk.actor.user(),
        reviewer_name: desk.actor.name().to_string(),
        decided_at: desk.now,
    };
    service_records::insert_verdict(conn, head.id, &verdict)?;
    if said.verdict == Verdict::Approve {
        charge(conn, desk, &head, revision, &judged)?;
    }
    let (kind, news) = match said.verdict {
        Verdict::Approve => ("approved", NoticeKind::RecordApproved),
        Verdict::Return => ("returned", NoticeKind::RecordReturned),
        Verdict::Reject => ("rejected", NoticeKind::RecordRejected),
    };
    desk.tell(conn, &head, revision.revision, kind, &said.comment)?;
    if let Some(request) = head.request.filter(|_| said.verdict != Verdict::Approve) {
        requests::record_gone(conn, desk.services, request)?;
    }
    let after = json!({ "verdict": said.verdict, "revision": revision.revision, "comment": said.comment, "remarks": said.remarks });
    desk.log(conn, &head, form_of(head.kind).actions.review, after)?;
    let by = (desk.actor.user(), desk.now);
    service_records::tell_writers(conn, by, &head, revision, news)?;
    if said.verdict == Verdict::Approve {
        service_records::tell_served(conn, by, &head, corrected)?;
    }
    Ok(head)
}

fn set_status(head: &mut Head, status: RecordStatus) {
    head.status = status;
    head.submitted_status = Some(status.as_str().to_string());
}

/// A rejected correction leaves what was approved as it stands; anything else ends rejected.
fn reject(conn: &mut Conn, actor: &Actor, head: &mut Head, now: Moment) -> Result<(), Error> {
    match head.approved_revision {
        None => set_status(head, RecordStatus::Rejected),
        Some(approved) => {
            head.content = service_records::revision(conn, head.id, approved)?.content;
            head.revision = approved;
            set_status(head, RecordStatus::Approved);
            attachments::restore(conn, actor, head, approved, now)?;
        }
    }
    Ok(())
}

/// The stored decision must come out the same under its own version (2.6, 8.3).
fn same_decision(desk: &Desk<'_>, judged: &Judged) -> Result<(), Error> {
    let again = service_records::recompute(&desk.services.policies.current(), judged);
    if again.as_ref() == Some(&judged.decision) { Ok(()) } else { Err(Error::Conflict("decision_differs")) }
}

fn charge(
    conn: &mut Conn,
    desk: &Desk<'_>,
    head: &Head,
    revision: &Revision,
    judged: &Judged,
) -> Result<(), Error> {
    let source = charges::Source {
        record: head.id,
        kind: head.kind,
        number: &head.number,
        revision: revision.revision,
        customer_name: &head.customer_name,
        payer: judged.payer.as_ref().map(|payer| (payer.id, payer.name.as_str())),
        input: &judged.input,
        decision: &judged.decision,
        zone: desk.services.settings.time_zone,
    };
    contracts::settle(conn, desk.actor, desk.now, &source)?;
    charges::create_for_record(conn, desk.actor, desk.now, &source)?;
    // What a correction took back may be on a statement.
    if revision.revision > 1 {
        statements::corrected(conn, desk.actor, desk.now, head.id)?;
    }
    Ok(())
}

/// Approves several records at once: only free work from afar, where nothing depends on a second look.
///
/// Each is `(id, version)` as the reviewer saw it; answers how many were approved. One that cannot be approved stops
/// nothing and is left for a look of its own.
///
/// # Errors
/// What the database answers.
pub fn approve_free(conn: &mut Conn, desk: &Desk<'_>, chosen: &[(Id, i32)]) -> Result<usize, Error> {
    let mut approved = 0;
    for (id, version) in chosen {
        match savepoint(conn, |conn| approve_one(conn, desk, *id, *version)) {
            Ok(true) => approved += 1,
            Ok(false) => {}
            Err(Error::NotFound | Error::Forbidden(_) | Error::Conflict(_) | Error::Stale) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(approved)
}

fn approve_one(conn: &mut Conn, desk: &Desk<'_>, id: Id, version: i32) -> Result<bool, Error> {
    let (head, revision) = desk.waiting(conn, None, id)?;
    IfMatch::Version(version).check(head.version)?;
    rules::decidable(desk.actor, &head, desk.now)?;
    let judged: Judged = serde_json::from_value(revision.decision.clone())?;
    same_decision(desk, &judged)?;
    if !is_free_remote(&judged) {
        return Ok(false);
    }
    let said = Said { verdict: Verdict::Approve, comment: String::new(), remarks: vec![] };
    decide(conn, desk, head, &revision, &said).map(|_| true)
}

/// Whether a record is free work from afar.
#[must_use]
pub fn is_free_remote(judged: &Judged) -> bool {
    let remote = crate::domain::catalogue::read_code(&judged.input.service_code)
        .is_some_and(|code| code.delivery == Delivery::Remote);
    let nothing_to_pay = judged.decision.estimate.as_ref().is_none_or(|estimate| estimate.total_fen == 0);
    remote && judged.decision.outcome == Outcome::Free && nothing_to_pay
}
