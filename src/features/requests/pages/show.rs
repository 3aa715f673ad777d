//! `/requests/{id}`: the thing and its timeline on the left; who, when, what it costs, what is due and why on the right;
//! and what the person in front of it can do.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::record_words::RecordStatus;
use crate::domain::request_words::{Holder, RequestKind, RequestStatus};
use crate::domain::words::{ClientClass, Payer};
use crate::error::Error;
use crate::features::penalties::{self, Shown};
use crate::features::policy::{self, Panel};
use crate::features::service_records::pages::path_of;
use crate::features::shell::form::{Typed, offers};
use crate::features::{organisations, shell, users};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Field, FieldFault, FieldView};

use super::super::clocks::PROMISE as OF_A_PROMISE;
use super::super::model::Request;
use super::super::prefill;
use super::super::routing;
use super::super::rules::{self, Side};
use super::super::service::{self, ASSIGNMENT, NOTE, PROMISE, SAY};
use super::super::told;
use super::super::view::{RequestView, view};
use super::claim::{self, ClaimCard};
use super::deadlines::{self, Deadline, Standstill};
use super::due::{self, Due};
use super::enclosed::Enclosed;
use super::steps::{self, StepButton};
use super::timeline::{self, Line};
use super::{HERE, desk, in_force};

/// A form of the page that was sent and not done: shown again with what was typed.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Which form.
    pub form: &'static str,
    /// What was typed.
    pub typed: Typed,
    /// Why it was not done, where that is no matter of a field.
    pub obstacle: Option<String>,
    /// The files that came with it.
    pub enclosed: Enclosed,
}

impl Said {
    /// Whether this form was sent.
    #[must_use]
    pub fn is(&self, form: &str) -> bool {
        self.form == form
    }

    /// What was typed into a field of text.
    #[must_use]
    pub fn typed(&self, name: &str) -> &str {
        self.typed.body.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn error(&self, name: &str, page: &Page) -> Option<String> {
        let translate = |key: &str, args: &[(&str, String)]| page.services.texts.find(page.lang(), key, args);
        let fault: Option<&FieldFault> = self.typed.faults.iter().find(|fault| fault.path == name);
        fault.map(|fault| fields::message("request_step", fault, &translate))
    }
}

/// A form below the timeline.
#[derive(Debug, Serialize)]
struct Part {
    fields: Vec<FieldView>,
    errors: Vec<shell::form::ErrorLine>,
    open: bool,
}

/// Everything that stands on the page.
#[derive(Serialize)]
pub struct ShowPage {
    id: Id,
    here: String,
    pub(super) number: String,
    version: i32,
    pub(super) subject: String,
    pub(super) description: String,
    pub(super) kind: RequestKind,
    pub(super) status: RequestStatus,
    pub(super) holder: Holder,
    pub(super) severity: Option<String>,
    pub(super) severity_what: Option<String>,
    pub(super) customer_name: String,
    customer_class: ClientClass,
    customer_href: Option<String>,
    pub(super) contact: Option<Value>,
    pub(super) city: String,
    pub(super) site_address: Option<String>,
    pub(super) product: Option<String>,
    pub(super) serial: Option<String>,
    pub(super) service: String,
    pub(super) channel: Option<String>,
    pub(super) assignee: Option<String>,
    /// Who takes calls for it now, while the desk is closed.
    on_duty: Vec<String>,
    profile: String,
    pub(super) reported_at: Moment,
    escalated_at: Option<Moment>,
    pub(super) resolved_at: Option<Moment>,
    pub(super) confirmed_at: Option<Moment>,
    ended_at: Option<Moment>,
    due: Option<Due>,
    pub(super) panel: Option<Panel>,
    pub(super) deadlines: Vec<Deadline>,
    pauses: Vec<Standstill>,
    pub(super) events: Vec<Line>,
    steps: Vec<StepButton>,
    pub(super) claim: Option<ClaimCard>,
    escalate: bool,
    may_edit: bool,
    writes: &'static str,
    message: Option<Part>,
    enclosed: Enclosed,
    note: Option<Part>,
    promise: Option<Part>,
    assignment: Option<Part>,
    obstacle: Option<String>,
    only_looks: bool,
    closes_itself: bool,
    record_href: Option<String>,
    records: Vec<RecordLink>,
    penalties: Option<Shown>,
}

/// A record of the work of the request.
#[derive(Debug, Serialize)]
struct RecordLink {
    href: String,
    number: String,
    status: RecordStatus,
}

/// `GET /requests/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn show(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::ViewRequests)?;
    render(&page, path_id(&request)?, 200, Said::default()).await
}

/// Shows the page, with the form that was not done.
///
/// # Errors
/// 403, 404.
pub async fn render(page: &Page, id: Id, status: u16, said: Said) -> Result<HttpResponse, Error> {
    let data = page.read(move |conn, page| of(conn, page, id, &said)).await?;
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let number = [("number", data.number.clone())];
    shell::render_as(page, status, "pages/requests/view.html", "title-request", &number, &data).await
}

/// What the page shows of the request `id`.
///
/// # Errors
/// `NotFound`; what the database answers.
pub fn of(conn: &mut Conn, page: &Page, id: Id, said: &Said) -> Result<ShowPage, Error> {
    let request = service::request(conn, &page.actor, id)?;
    let side = rules::side(&page.actor, &request);
    let (texts, lang) = (&page.services.texts, page.lang());
    let seen = view(conn, &page.actor, request.clone(), (texts, lang), page.now)?;
    let pauses = service::pauses(conn, id)?;
    let policies = page.services.policies.current();
    let policy = in_force(&policies, page)?;
    let works = page.actor.can(Action::WorkOnRequests);
    let live = works && rules::editable(&request).is_ok();
    let severity = request.severity.map(|severity| severity.to_string());
    let terms = request
        .severity
        .and_then(|severity| policy.sla.profile(&request.profile)?.severity(u8::try_from(severity).ok()?));
    let text = |name: &str| seen.fields.get(name).and_then(Value::as_str).map(str::to_string);
    let sees_customers = page.may(Action::ViewCustomers).is_ok();
    let claim = claim::card(conn, page, (&request, side), &seen, said)?;
    let remedy = claim.as_ref().and_then(ClaimCard::remedy);
    let steps = if works { steps::buttons(&request, side, page, (said, remedy)) } else { vec![] };
    let promised = seen.targets.iter().any(|target| target.clock == OF_A_PROMISE && target.met_at.is_none());
    let records = prefill::records_of(conn, &page.actor, id, page.now)?;
    let on_duty = on_duty(conn, page, &request)?;
    Ok(ShowPage {
        penalties: penalties::shown(conn, &page.services, &page.actor, &request)?,
        on_duty,
        record_href: prefill::record_href(&page.actor, &request).filter(|_| works),
        records: records
            .into_iter()
            .map(|row| RecordLink {
                href: format!("{}/{}", path_of(row.kind), row.id),
                number: row.number,
                status: row.status,
            })
            .collect(),
        id,
        here: format!("{HERE}/{id}"),
        panel: panel(conn, page, &request, &seen)?,
        deadlines: deadlines::deadlines(&seen.targets, &pauses, &request, page),
        pauses: deadlines::standstills(&pauses, page),
        events: seen.events.iter().map(|event| timeline::line(event, &seen.attachments, page)).collect(),
        escalate: seen.steps.contains(&"escalate"),
        steps,
        claim,
        may_edit: live && side != Side::Onlooker,
        writes: match side {
            Side::Customer => "public",
            Side::Onlooker => "internal",
            Side::Serving | Side::Partner => "both",
        },
        message: live.then(|| part(page, said, "message", SAY, message_fields(side, promised))),
        note: (live && side == Side::Serving)
            .then(|| part(page, said, "note", NOTE, message_fields(side, promised))),
        promise: (live && side == Side::Serving).then(|| part(page, said, "promise", PROMISE, |_| true)),
        assignment: assignment(conn, page, &request, side, said)?,
        enclosed: if said.is("message") { said.enclosed.clone() } else { Enclosed::default() },
        obstacle: said.obstacle.clone(),
        closes_itself: request.status == RequestStatus::Resolved && request.confirmed_at.is_some(),
        only_looks: !works || side == Side::Onlooker,
        due: due::next(request.status, request.next_due_at, page.now, (texts, lang)),
        severity: severity.map(|severity| match terms {
            Some(terms) => terms.name.for_locale(lang.tag()).to_string(),
            None => texts.word(lang, "severity", &severity),
        }),
        severity_what: terms.map(|terms| terms.description.for_locale(lang.tag()).to_string()),
        profile: policy.sla.profile(&request.profile).map_or_else(
            || request.profile.clone(),
            |profile| profile.name.for_locale(lang.tag()).to_string(),
        ),
        service: service_words(policy, &request.service_code, page),
        city: request
            .city
            .parse()
            .map_or_else(|_| String::new(), |city| policy::city_name(policy, city, lang)),
        description: text("description").unwrap_or_default(),
        site_address: text("site_address"),
        product: text("product"),
        serial: text("serial"),
        channel: text("channel"),
        contact: seen.fields.get("contact").cloned(),
        customer_href: sees_customers.then(|| format!("/customers/{}", request.customer_id)),
        assignee: seen.assignee_name,
        number: request.number,
        version: request.version,
        subject: request.subject,
        kind: request.kind,
        status: request.status,
        holder: request.holder,
        customer_name: request.customer_name,
        customer_class: request.customer_class,
        reported_at: request.reported_at,
        escalated_at: request.escalated_at,
        resolved_at: request.resolved_at,
        confirmed_at: request.confirmed_at,
        ended_at: request.ended_at,
    })
}

/// The names of those on duty for an open request, for those who may read the rota.
fn on_duty(conn: &mut Conn, page: &Page, request: &Request) -> Result<Vec<String>, Error> {
    if !page.actor.can(Action::ViewDutyRota) || !request.status.is_open() {
        return Ok(vec![]);
    }
    let found = told::on_duty(conn, &page.services, request, page.now)?;
    let names = users::names(conn, found.iter().copied())?;
    Ok(found.iter().filter_map(|id| names.get(id).cloned()).collect())
}

fn service_words(policy: &crate::domain::policy::Policy, code: &str, page: &Page) -> String {
    let name = policy.catalogue.find(code).map(|service| service.name.for_locale(page.lang().tag()));
    format!("{code} {}", name.unwrap_or_default())
}

/// What the matrix said for whoever looks, with the payer by name.
fn panel(
    conn: &mut Conn,
    page: &Page,
    request: &Request,
    seen: &RequestView,
) -> Result<Option<Panel>, Error> {
    let Some(decision) = seen.decision.clone() else { return Ok(None) };
    let payer = match (decision.payer, request.agent_id) {
        (Some(Payer::Agent), Some(agent)) => Some(organisations::name(conn, agent)?),
        (Some(Payer::EndUser | Payer::KeyAccount), _) => Some(request.customer_name.clone()),
        _ => None,
    };
    Ok(Some(decision.panel(request.customer_class, payer, &page.services.texts, page.lang())))
}

/// Nobody chooses who reads it where there is no choice, nor what it answers where nothing was promised.
fn message_fields(side: Side, promised: bool) -> impl Fn(&FieldView) -> bool {
    move |field| match field.name.as_str() {
        "visibility" => matches!(side, Side::Serving | Side::Partner),
        "answers_promise" => side == Side::Serving && promised,
        _ => true,
    }
}

fn part(
    page: &Page,
    said: &Said,
    name: &'static str,
    table: &'static [Field],
    keep: impl Fn(&FieldView) -> bool,
) -> Part {
    let blank = Typed::default();
    let this = said.is(name);
    let typed = if this { &said.typed } else { &blank };
    let key = match name {
        "message" => "request_message",
        "note" => "request_note",
        _ => "request_promise",
    };
    let form = typed.form((key, table), &Default::default(), &page.services, None, page.lang());
    let mut fields = form.fields;
    fields.retain(keep);
    apart(&mut fields, name);
    Part { fields, errors: form.errors, open: this }
}

/// Several forms of the page have fields of the same name; their ids must differ.
pub(super) fn apart(fields: &mut [FieldView], form: &str) {
    for field in fields {
        field.id = field.id.replacen("field-", &format!("field-{form}-"), 1);
    }
}

fn assignment(
    conn: &mut Conn,
    page: &Page,
    request: &Request,
    side: Side,
    said: &Said,
) -> Result<Option<Part>, Error> {
    if !page.actor.can(Action::AssignRequests) || side != Side::Serving || rules::editable(request).is_err() {
        return Ok(None);
    }
    let (texts, lang) = (&page.services.texts, page.lang());
    let people = service::candidates(conn, &desk(page), request.id)?;
    let people = offers(people.iter().filter(|person| person.eligible()).map(|person| {
        let reasons: Vec<String> =
            person.reasons().iter().map(|reason| routing::in_words(reason, texts, lang)).collect();
        let comma = texts.text(lang, "request-list-comma", &[]);
        (person.user.to_string(), format!("{} · {}", person.name, reasons.join(&comma)))
    }));
    let blank = Typed::default();
    let this = said.is("assignment");
    let typed = if this { &said.typed } else { &blank };
    let offered = [("user_id".to_string(), people)].into();
    let form = typed.form(("request_assignment", ASSIGNMENT), &offered, &page.services, None, page.lang());
    let mut fields = form.fields;
    for field in &mut fields {
        if field.name == "user_id" {
            field.kind = "select";
            // The reasons stand behind each name.
            field.wide = true;
        }
    }
    apart(&mut fields, "assignment");
    Ok(Some(Part { fields, errors: form.errors, open: this }))
}
