//! A record as somebody sees it: its own organisation the working revision, everybody else what was sent in, payers
//! and customers what was approved (4.4, chapter 7).

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::access::{Action, Actor, Scope, Sight};
use crate::domain::record_words::{RecordStatus, Role, ServiceRecordKind};
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::policy;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::i18n::{Lang, Texts};

use super::decision::Judged;
use super::model::{Head, Revision, Summary};
use super::rules::{editable, effective_status, next_revision};
use super::store::{self, Event};

/// What the serving side notes about the customer and its project, which the customer does not read.
pub(super) const INTERNAL: &[&str] = &[
    "decision_makers",
    "budget",
    "budget_source",
    "competitors",
    "purchasing_way",
    "stage",
    "support_needed",
    "remarks",
];

/// Which revision somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lens {
    /// The one being worked on.
    Working,
    /// The last one that was sent in, or the approved one that it would replace.
    Submitted,
    /// The approved one.
    Approved,
}

impl Lens {
    /// The lens of `actor` on a record of `author_organisation`, within `scope`.
    #[must_use]
    pub fn of(actor: &Actor, scope: &Scope, author_organisation: Id) -> Self {
        if author_organisation == actor.organisation() && actor.can(Action::WriteRecords) {
            return Lens::Working;
        }
        let inside = scope.sights().iter().any(|sight| {
            matches!(
                sight,
                Sight::All | Sight::Submitted | Sight::VendorDesk | Sight::ReachedVendor | Sight::KeyAccounts
            )
        });
        if inside { Lens::Submitted } else { Lens::Approved }
    }
}

/// A remark of a reviewer on one field.
#[derive(Debug, Clone, Serialize, serde::Deserialize, ToSchema, PartialEq, Eq)]
pub struct Remark {
    /// Dotted path.
    pub field: String,
    /// What is wrong with it.
    pub text: String,
}

/// A verdict as the author sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VerdictView {
    /// On which revision.
    pub revision: i32,
    /// `approve`, `return` or `reject`.
    pub verdict: String,
    /// In words.
    pub comment: String,
    /// Pinned to fields.
    pub remarks: Vec<Remark>,
    /// By whom.
    pub reviewer_name: String,
    /// When.
    pub decided_at: Moment,
}

/// A record as the API answers it: these, and beside them every field of its form that is filled.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RecordView {
    /// Id.
    pub id: Id,
    /// `FR-20260302-012345`.
    pub number: String,
    /// `pre_sale_report` or `fault_record`.
    #[schema(value_type = String)]
    pub kind: ServiceRecordKind,
    /// `draft`, `submitted`, `in_review`, `returned`, `approved` or `rejected`.
    #[schema(value_type = String)]
    pub status: RecordStatus,
    /// The revision shown.
    pub revision: i32,
    /// The revision that holds, once one was approved.
    pub approved_revision: Option<i32>,
    /// Counts changes; send it as `If-Match`.
    pub version: i32,
    /// The customer's name as filed.
    pub customer_name: String,
    /// Its class as filed.
    #[schema(value_type = Option<String>)]
    pub customer_class: Option<ClientClass>,
    /// Who began it.
    pub author_id: Id,
    /// By name.
    pub author_name: String,
    /// For which organisation.
    pub organisation_id: Id,
    /// By name.
    pub organisation_name: String,
    /// When it was sent in last.
    pub submitted_at: Option<Moment>,
    /// The reviewer who has it.
    pub taken_by: Option<Id>,
    /// Until when.
    pub taken_until: Option<Moment>,
    /// When it was begun.
    pub created_at: Moment,
    /// When it last changed.
    pub updated_at: Moment,
    /// The decision stored when this revision was sent in; null before.
    pub decision: Option<policy::DecisionView>,
    /// What reviewers said, oldest first.
    pub verdicts: Vec<VerdictView>,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// The fields of the form.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub fields: Map<String, Value>,
    /// Which revision this is, for pages.
    #[serde(skip)]
    pub lens: Lens,
    /// The stored decision with its input, for pages.
    #[serde(skip)]
    pub judged: Option<Judged>,
}

/// Builds what `actor` sees of `head`. Three statements: the revision, the verdicts, the events.
///
/// # Errors
/// `NotFound` where nothing was sent in or approved that the actor might see.
pub fn view(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    head: &Head,
    (texts, lang): (&Texts, Lang),
    now: Moment,
) -> Result<RecordView, Error> {
    let lens = Lens::of(actor, scope, head.author_organisation);
    let shown = match lens {
        Lens::Working | Lens::Submitted => standing_revision(head),
        Lens::Approved => head.approved_revision,
    };
    let revision = shown.map(|number| store::revision(conn, head.id, number)).transpose()?;
    let judged = revision.as_ref().map(judged_of).transpose()?;
    let (status, number, mut fields) = face(head, lens, revision.as_ref(), now)?;
    if is_contact(actor) {
        fields.retain(|name, _| !INTERNAL.contains(&name.as_str()));
    }
    let mut decision = judged
        .as_ref()
        .filter(|_| !(lens == Lens::Working && status == RecordStatus::Draft))
        .map(|judged| policy::explain(&judged.decision, texts, lang));
    let outsider = is_outsider(actor);
    if outsider && let Some(decision) = &mut decision {
        // What the vendor bills its agent is none of the customer's business.
        decision.estimate = None;
    }
    let (verdicts, events) = if is_contact(actor) { (vec![], vec![]) } else { history(conn, head.id)? };
    Ok(RecordView {
        id: head.id,
        number: head.number.clone(),
        kind: head.kind,
        status,
        revision: number,
        approved_revision: head.approved_revision,
        version: head.version,
        customer_name: head.customer_name.clone(),
        customer_class: head.customer_class,
        author_id: head.author,
        author_name: head.author_name.clone(),
        organisation_id: head.author_organisation,
        organisation_name: head.author_organisation_name.clone(),
        submitted_at: revision.as_ref().map(|revision| revision.submitted_at),
        taken_by: head.taken_by.filter(|_| status == RecordStatus::InReview),
        taken_until: head.taken_until.filter(|_| status == RecordStatus::InReview),
        created_at: head.created_at,
        updated_at: head.updated_at,
        decision,
        verdicts,
        events,
        fields,
        lens,
        judged,
    })
}

/// A customer that is not the payer itself.
fn is_outsider(actor: &Actor) -> bool {
    is_contact(actor) && !actor.can(Action::ViewCharges)
}

/// Somebody on the customer's side.
pub(super) fn is_contact(actor: &Actor) -> bool {
    actor.roles().iter().all(|role| *role == Role::CustomerContact)
}

/// What everybody outside looks at: the approved revision while a correction of it is not sent in, else the last one.
fn standing_revision(head: &Head) -> Option<i32> {
    let approved = head.submitted_status.as_deref() == Some(RecordStatus::Approved.as_str());
    if approved { head.approved_revision } else { head.submitted_revision }
}

/// The fields that a customer reads.
#[must_use]
pub fn customer_fields(fields: &Map<String, Value>) -> Map<String, Value> {
    let open = fields.iter().filter(|(name, _)| !INTERNAL.contains(&name.as_str()));
    open.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The revision that `actor` sees of `head`: the one that is being written, the last one sent in, or the approved one.
#[must_use]
pub fn shown_revision(actor: &Actor, scope: &Scope, head: &Head) -> Option<i32> {
    match Lens::of(actor, scope, head.author_organisation) {
        Lens::Working if editable(head).is_ok() => Some(next_revision(head)),
        Lens::Working => Some(head.revision),
        Lens::Submitted => standing_revision(head),
        Lens::Approved => head.approved_revision,
    }
}

fn judged_of(revision: &Revision) -> Result<Judged, Error> {
    Ok(serde_json::from_value(revision.decision.clone())?)
}

type Face = (RecordStatus, i32, Map<String, Value>);

fn face(head: &Head, lens: Lens, revision: Option<&Revision>, now: Moment) -> Result<Face, Error> {
    if lens == Lens::Working {
        let status = effective_status(head.status, head.taken_until, now);
        return Ok((status, head.revision, head.fields()));
    }
    let revision = revision.ok_or(Error::NotFound)?;
    let fields = revision.content.as_object().cloned().unwrap_or_default();
    let status = match lens {
        Lens::Approved => RecordStatus::Approved,
        _ => submitted_status(head.submitted_status.as_deref(), head.taken_until, now),
    };
    Ok((status, revision.revision, fields))
}

fn submitted_status(column: Option<&str>, taken_until: Option<Moment>, now: Moment) -> RecordStatus {
    let status = column.and_then(|word| word.parse().ok()).unwrap_or(RecordStatus::Draft);
    effective_status(status, taken_until, now)
}

fn history(conn: &mut Conn, id: Id) -> Result<(Vec<VerdictView>, Vec<Event>), Error> {
    let verdicts = store::verdicts(conn, id)?
        .into_iter()
        .map(|row| {
            Ok(VerdictView {
                revision: row.revision,
                verdict: row.verdict.to_string(),
                comment: row.comment,
                remarks: serde_json::from_value(row.remarks)?,
                reviewer_name: row.reviewer_name,
                decided_at: row.decided_at,
            })
        })
        .collect::<Result<_, Error>>()?;
    Ok((verdicts, store::events(conn, id)?))
}

/// A row of a list as the API answers it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RecordRow {
    /// Id.
    pub id: Id,
    /// Number.
    pub number: String,
    /// Which form.
    #[schema(value_type = String)]
    pub kind: ServiceRecordKind,
    /// The state as the caller sees it.
    #[schema(value_type = String)]
    pub status: RecordStatus,
    /// Counts changes.
    pub version: i32,
    /// Whom for.
    pub customer_id: Option<Id>,
    /// By name.
    pub customer_name: String,
    /// Its class.
    #[schema(value_type = Option<String>)]
    pub customer_class: Option<ClientClass>,
    /// The code.
    pub service_code: Option<String>,
    /// Said to be escalated.
    pub escalated: bool,
    /// One line.
    pub title: String,
    /// Who began it.
    pub author_name: String,
    /// For which organisation.
    pub organisation_name: String,
    /// When the matter came up.
    pub reported_at: Moment,
    /// When it was sent in.
    pub submitted_at: Option<Moment>,
    /// The reviewer who has it.
    pub taken_by: Option<Id>,
    /// When it last changed.
    pub updated_at: Moment,
}

impl RecordRow {
    /// The row as `actor` sees it.
    #[must_use]
    pub fn new(row: Summary, actor: &Actor, scope: &Scope, now: Moment) -> Self {
        let status = match Lens::of(actor, scope, row.author_organisation) {
            Lens::Working => effective_status(row.status, row.taken_until, now),
            Lens::Submitted => submitted_status(row.submitted_status.as_deref(), row.taken_until, now),
            Lens::Approved => RecordStatus::Approved,
        };
        RecordRow {
            id: row.id,
            number: row.number,
            kind: row.kind,
            status,
            version: row.version,
            customer_id: row.customer,
            customer_name: row.customer_name,
            customer_class: row.customer_class,
            service_code: row.service_code,
            escalated: row.escalated,
            title: row.summary,
            author_name: row.author_name,
            organisation_name: row.author_organisation_name,
            reported_at: row.reported_at,
            submitted_at: row.submitted_at,
            taken_by: row.taken_by.filter(|_| status == RecordStatus::InReview),
            updated_at: row.updated_at,
        }
    }
}
