//! A request as somebody sees it.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::access::{Action, Actor};
use crate::domain::billing_words::CreditStatus;
use crate::domain::claim_words::Remedy;
use crate::domain::request_words::{Holder, RequestKind, RequestStatus};
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::service_records::Judged;
use crate::features::{credits, policy};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::i18n::{Lang, Texts};

use super::files::{self, RequestAttachmentView, RequestFile};
use super::model::{Request, RequestEvent};
use super::rules;
use super::service::{Raised, bars};
use super::store::{self, Remedied, Target};

/// A request with its decision, deadlines and timeline.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RequestView {
    /// Id.
    pub id: Id,
    /// `SR-20260302-012345`.
    pub number: String,
    /// Counts changes.
    pub version: i32,
    /// What is asked for.
    #[schema(value_type = String)]
    pub kind: RequestKind,
    /// Where it stands.
    #[schema(value_type = String)]
    pub status: RequestStatus,
    /// Who has it in hand.
    #[schema(value_type = String)]
    pub holder: Holder,
    /// How bad it is.
    pub severity: Option<i32>,
    /// Whom for.
    pub customer_id: Id,
    /// By name.
    pub customer_name: String,
    /// Its class.
    #[schema(value_type = String)]
    pub customer_class: ClientClass,
    /// The agent concerned.
    pub agent_id: Option<Id>,
    /// The code of the catalogue.
    pub service_code: String,
    /// Where.
    pub city: String,
    /// One line.
    pub subject: String,
    /// Who works on it; null where nobody does.
    pub assignee_id: Option<Id>,
    /// By name.
    pub assignee_name: Option<String>,
    /// The profile of its deadlines.
    pub profile: String,
    /// When the clocks began.
    pub reported_at: Moment,
    /// When it was handed on to the vendor.
    pub escalated_at: Option<Moment>,
    /// When it was solved.
    pub resolved_at: Option<Moment>,
    /// When that was confirmed.
    pub confirmed_at: Option<Moment>,
    /// When it was closed or cancelled.
    pub ended_at: Option<Moment>,
    /// The next moment by which something is owed.
    pub next_due_at: Option<Moment>,
    /// When it last changed.
    pub updated_at: Moment,
    /// What the matrix said last.
    pub decision: Option<policy::DecisionView>,
    /// What was promised by when; those that were replaced only where they were breached.
    pub targets: Vec<Target>,
    /// The steps that are open to the caller.
    pub steps: Vec<&'static str>,
    /// What happened, oldest first.
    pub events: Vec<RequestEvent>,
    /// What was decided last of a delivery claim.
    pub remedy: Option<RemedyView>,
    /// The files that came with these lines, oldest first.
    pub attachments: Vec<RequestAttachmentView>,
    /// The other fields.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub fields: Map<String, Value>,
}

/// What was decided of a delivery claim.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RemedyView {
    /// `repair`, `exchange` or `return`.
    #[schema(value_type = String)]
    pub remedy: Remedy,
    /// Why.
    pub reason: String,
    /// When.
    pub decided_at: Moment,
    /// By whom.
    pub decided_by: String,
    /// The product that left by it.
    pub product_id: Option<Id>,
    /// The one in its place.
    pub replacement_id: Option<Id>,
    /// The credit that was proposed; null for whoever does not read credits before they are confirmed.
    pub credit_id: Option<Id>,
    /// Its number.
    pub credit_number: Option<String>,
    /// What became of the credit: `proposed`, `confirmed`, `refused` or `reversed`.
    #[schema(value_type = Option<String>)]
    pub credit_status: Option<CreditStatus>,
}

impl RemedyView {
    fn of(actor: &Actor, (row, credit_status): (Remedied, Option<CreditStatus>)) -> Self {
        let reads = actor.can(Action::ViewCredits);
        RemedyView {
            remedy: row.remedy,
            reason: row.reason,
            decided_at: row.at,
            decided_by: row.actor_name,
            product_id: row.product_id,
            replacement_id: row.replacement_id,
            credit_id: row.credit_id.filter(|_| reads),
            credit_number: row.credit_number.filter(|_| reads),
            credit_status,
        }
    }
}

/// What `actor` sees of `request`. Three statements: decisions, targets, events with their files; a fourth for a
/// delivery claim, a fifth where its product came back.
///
/// # Errors
/// What the database answers.
pub fn view(
    conn: &mut Conn,
    actor: &Actor,
    request: Request,
    (texts, lang): (&Texts, Lang),
    now: Moment,
) -> Result<RequestView, Error> {
    let side = rules::side(actor, &request);
    let decisions = store::decisions(conn, request.id)?;
    // The customer sees what was decided for it, not what the vendor gives its agent.
    let for_customer = |(_, judged): &&(Holder, Value)| judged["input"]["escalated"] != true;
    let shown = match side {
        rules::Side::Customer => decisions.iter().rfind(for_customer),
        _ => decisions.last(),
    };
    let judged: Option<Judged> =
        shown.map(|(_, judged)| serde_json::from_value(judged.clone())).transpose()?;
    let targets = store::targets(conn, request.id)?;
    let (events, files) = files::lines(conn, request.id, rules::reads_internal(side))?;
    let remedy = match request.kind {
        RequestKind::DeliveryClaim => store::last_remedy(conn, request.id)?,
        _ => None,
    };
    let credit = remedy.as_ref().and_then(|row| row.credit_id);
    let credit = credit.map(|credit| credits::status(conn, credit)).transpose()?;
    let remedy = remedy.map(|row| (row, credit));
    Ok(assembled(actor, request, Parts { judged, targets, events, files, remedy }, (texts, lang), now))
}

/// What `actor` sees of what it just raised. No statement.
#[must_use]
pub fn view_of_raised(
    actor: &Actor,
    raised: Raised,
    (texts, lang): (&Texts, Lang),
    now: Moment,
) -> RequestView {
    let Raised { request, judged, targets, event } = raised;
    let parts = Parts { judged: Some(judged), targets, events: vec![event], files: vec![], remedy: None };
    assembled(actor, request, parts, (texts, lang), now)
}

/// What stands beside a request.
struct Parts {
    judged: Option<Judged>,
    targets: Vec<Target>,
    events: Vec<RequestEvent>,
    files: Vec<RequestFile>,
    remedy: Option<(Remedied, Option<CreditStatus>)>,
}

fn assembled(
    actor: &Actor,
    request: Request,
    parts: Parts,
    (texts, lang): (&Texts, Lang),
    now: Moment,
) -> RequestView {
    let side = rules::side(actor, &request);
    let Parts { judged, mut targets, events, files, remedy } = parts;
    let decision = judged
        .as_ref()
        .map(|judged| policy::for_eyes_of(actor, policy::explain(&judged.decision, texts, lang)));
    targets.retain(|target| target.replaced_at.is_none() || target.breached_at.is_some());
    if !rules::reads_internal(side) {
        targets.retain(|target| target.clock != super::clocks::VENDOR);
    }
    let works = actor.can(Action::WorkOnRequests);
    let mut steps = if works { rules::steps(&request, side, now) } else { vec![] };
    let decided = remedy.as_ref().map(|(row, _)| row.remedy);
    steps.retain(|row| !bars(&request, decided, row.step));
    RequestView {
        steps: steps.into_iter().map(|row| row.step.as_str()).collect(),
        fields: request.fields(),
        id: request.id,
        number: request.number,
        version: request.version,
        kind: request.kind,
        status: request.status,
        holder: request.holder,
        severity: request.severity,
        customer_id: request.customer_id,
        customer_name: request.customer_name,
        customer_class: request.customer_class,
        agent_id: request.agent_id,
        service_code: request.service_code,
        city: request.city,
        subject: request.subject,
        assignee_id: request.assignee_id,
        assignee_name: request.assignee_id.map(|_| request.assignee_name),
        profile: request.profile,
        reported_at: request.reported_at,
        escalated_at: request.escalated_at,
        resolved_at: request.resolved_at,
        confirmed_at: request.confirmed_at,
        ended_at: request.ended_at,
        next_due_at: request.next_due_at,
        updated_at: request.updated_at,
        decision,
        targets,
        events,
        remedy: remedy.map(|row| RemedyView::of(actor, row)),
        attachments: files.into_iter().map(RequestAttachmentView::from).collect(),
    }
}
