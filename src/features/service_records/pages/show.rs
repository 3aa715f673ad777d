//! A record to read: its fields, what the policy said of it, who may do what with it now, and what happened.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::policy::Policy;
use crate::domain::record_words::{RecordStatus, Role};
use crate::domain::words::Payer;
use crate::error::Error;
use crate::features::policy::{self, Panel};
use crate::features::{customers, shell};
use crate::platform::db::{Conn, Id, Moment};

use super::super::form::Form;
use super::super::model::Head;
use super::super::service;
use super::super::{Lens, RecordView, view};
use super::facts::{Around, ContentSection, content_sections};
use super::timeline::{self, Line};
use super::{Purpose, title};

const TEMPLATE: &str = "pages/records/view.html";

/// What the person may do with the record as it stands.
#[derive(Debug, Default, Serialize)]
struct May {
    edit: bool,
    submit: bool,
    withdraw: bool,
    correct: bool,
    discard: bool,
    copy: bool,
    review: bool,
    charges: bool,
}

impl May {
    fn of(page: &Page, head: &Head, view: &RecordView) -> Self {
        let own = view.lens == Lens::Working && head.author_organisation == page.actor.organisation();
        let open = own && matches!(view.status, RecordStatus::Draft | RecordStatus::Returned);
        let waits = matches!(view.status, RecordStatus::Submitted | RecordStatus::InReview);
        May {
            edit: open,
            submit: open,
            withdraw: own && view.status == RecordStatus::Submitted,
            correct: own && view.status == RecordStatus::Approved,
            discard: open && head.approved_revision.is_some(),
            copy: page.actor.can(Action::WriteRecords),
            review: waits && page.actor.can(Action::ReviewRecords) && head.author != page.actor.user(),
            charges: head.approved_revision.is_some() && page.actor.can(Action::ViewCharges),
        }
    }
}

#[derive(Debug, Serialize)]
struct ShowPage {
    list_href: &'static str,
    list_title: String,
    href: String,
    id: Id,
    number: String,
    summary: String,
    status: RecordStatus,
    revision: i32,
    correction: bool,
    version: i32,
    customer_name: String,
    customer_href: Option<String>,
    author_name: String,
    organisation_name: String,
    created_at: Moment,
    updated_at: Moment,
    submitted_at: Option<Moment>,
    taken_until: Option<Moment>,
    panel: Option<Panel>,
    preliminary: bool,
    content: Vec<ContentSection>,
    events: Vec<Line>,
    may: May,
    returned_comment: Option<String>,
    obstacle: Option<String>,
}

/// `GET …/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn show(page: Page, request: HttpRequest, form: &'static Form) -> Result<HttpResponse, Error> {
    let id = path_id(&request)?;
    respond(&page, form, id, None).await
}

/// The page again, saying why something was not done (409, 412, 428).
pub(super) async fn respond(
    page: &Page,
    form: &'static Form,
    id: Id,
    fault: Option<Error>,
) -> Result<HttpResponse, Error> {
    let obstacle = fault.as_ref().map(|fault| obstacle(page, fault));
    let data = page
        .read(move |conn, page| {
            let (head, scope) = service::record(conn, &page.actor, form.kind, id)?;
            let texts = (&*page.services.texts, page.lang());
            let view = view::view(conn, &page.actor, &scope, &head, texts, page.now)?;
            gather(conn, page, form, &head, view, obstacle)
        })
        .await?;
    let number = [("number", data.number.clone())];
    let mut response = shell::render(page, TEMPLATE, title(form, Purpose::View), &number, &data).await?;
    if let Some(status) = fault.and_then(|fault| StatusCode::from_u16(fault.status()).ok()) {
        *response.status_mut() = status;
    }
    Ok(response)
}

fn obstacle(page: &Page, fault: &Error) -> String {
    let key = match fault {
        Error::Conflict(code) => format!("problem-detail-{}", code.replace('_', "-")),
        _ => "record-changed-since".to_string(),
    };
    page.services.texts.text(page.lang(), &key, &[])
}

fn gather(
    conn: &mut Conn,
    page: &Page,
    form: &'static Form,
    head: &Head,
    mut view: RecordView,
    obstacle: Option<String>,
) -> Result<ShowPage, Error> {
    let (texts, lang) = (&page.services.texts, page.lang());
    let policies = page.services.policies.current();
    let now = policies.at(page.now.0).map_err(|_| Error::internal("no policy is in force"))?;
    let version = view.judged.as_ref().and_then(|judged| policies.version(judged.decision.policy_version));
    let preliminary = view.decision.is_none() && view.lens == Lens::Working;
    let panel = panel(conn, page, &view, preliminary)?;
    let customer = customer(conn, page, &view)?;
    let customer_href = customer.as_ref().map(|(id, _)| format!("/customers/{id}"));
    if let Some((_, name)) = customer.filter(|_| view.lens == Lens::Working) {
        view.customer_name = name;
    }
    let content = content(form, &view, version.unwrap_or(now), customer_href.clone(), page);
    Ok(ShowPage {
        list_href: form.path,
        list_title: texts.text(lang, &format!("nav-{}", &form.path[1..]), &[]),
        href: format!("{}/{}", form.path, head.id),
        id: head.id,
        summary: summary(&view, page),
        correction: view.approved_revision.is_some_and(|approved| approved != view.revision),
        events: timeline::lines(form, &view, texts, lang),
        may: May::of(page, head, &view),
        returned_comment: view.verdicts.last().map(|verdict| verdict.comment.clone()),
        number: view.number,
        status: view.status,
        revision: view.revision,
        version: view.version,
        customer_name: view.customer_name,
        customer_href,
        author_name: view.author_name,
        organisation_name: view.organisation_name,
        created_at: view.created_at,
        updated_at: view.updated_at,
        submitted_at: view.submitted_at,
        taken_until: view.taken_until,
        panel,
        preliminary,
        content,
        obstacle,
    })
}

fn summary(view: &RecordView, page: &Page) -> String {
    super::super::Facts::new(&view.fields, page.services.settings.time_zone).summary()
}

fn content(
    form: &Form,
    view: &RecordView,
    policy: &Policy,
    customer_href: Option<String>,
    page: &Page,
) -> Vec<ContentSection> {
    let around = Around {
        policy,
        customer_name: &view.customer_name,
        customer_href,
        texts: &page.services.texts,
        lang: page.lang(),
        zone: page.services.settings.time_zone,
    };
    content_sections(form, &view.fields, &around)
}

/// The decision stored with the revision shown, or what would come of a draft as it stands.
fn panel(conn: &mut Conn, page: &Page, view: &RecordView, preliminary: bool) -> Result<Option<Panel>, Error> {
    let (texts, lang) = (&page.services.texts, page.lang());
    if preliminary {
        return policy::panel(conn, &page.actor, &page.services, &view.fields, page.now, lang).map(Some);
    }
    let (Some(decision), Some(judged)) = (view.decision.clone(), view.judged.as_ref()) else {
        return Ok(None);
    };
    let payer = match decision.payer {
        Some(Payer::EndUser) => Some(view.customer_name.clone()),
        _ => judged.payer.as_ref().map(|party| party.name.clone()),
    };
    Ok(Some(decision.panel(judged.input.class, payer, texts, lang)))
}

/// The customer, for those who see it.
fn customer(conn: &mut Conn, page: &Page, view: &RecordView) -> Result<Option<(Id, String)>, Error> {
    let contact = page.actor.roles().contains(&Role::CustomerContact);
    let id = super::super::Facts::new(&view.fields, page.services.settings.time_zone).customer();
    let (Some(id), Ok(scope), false) = (id, page.may(Action::ViewCustomers), contact) else {
        return Ok(None);
    };
    match customers::find(conn, &scope, id) {
        Ok(customer) => Ok(Some((id, customer.name))),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}
