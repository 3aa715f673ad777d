//! A record to read: its fields, what the policy said of it, who may do what with it now, and what happened.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::product_words::ProductKind;
use crate::domain::record_words::{RecordStatus, ServiceRecordKind};
use crate::error::Error;
use crate::features::policy::Panel;
use crate::features::{attachments, products, shell, signatures};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::pdf::Sheet;

use super::super::asked::AskedFor;
use super::super::beside::Beside;
use super::super::form::Form;
use super::super::loaner_due::loaner_reason;
use super::super::model::Head;
use super::super::paper;
use super::super::shown::Shown;
use super::super::{Facts, Lens, RecordView, repeated_repairs, view};
use super::facts::ContentSection;
use super::timeline::{self, Line};
use super::{Purpose, title, work};

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
    copy_for_customer: bool,
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
            copy_for_customer: !view::is_contact(&page.actor)
                && view.fields.keys().any(|name| view::INTERNAL.contains(&name.as_str())),
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
    request: Option<AskedFor>,
    author_name: String,
    organisation_name: String,
    created_at: Moment,
    updated_at: Moment,
    submitted_at: Option<Moment>,
    taken_until: Option<Moment>,
    product_href: Option<String>,
    loaner: Option<LoanerOffer>,
    repeated: Vec<EarlierRepair>,
    panel: Option<Panel>,
    preliminary: bool,
    content: Vec<ContentSection>,
    attachments: Vec<attachments::Item>,
    signature: Option<signatures::Card>,
    events: Vec<Line>,
    may: May,
    returned_comment: Option<String>,
    sheet: Sheet,
    qr: String,
    obstacle: Option<String>,
}

/// An earlier repair of the same device, by number.
#[derive(Debug, Serialize)]
struct EarlierRepair {
    number: String,
    href: String,
}

/// The earlier repairs of the same fault in sight, where they are so many that the device is to be replaced (2.5).
fn repeated(conn: &mut Conn, page: &Page, shown: &Shown<'_>) -> Result<Vec<EarlierRepair>, Error> {
    // What becomes of a device is between the serving side and the vendor until it is decided.
    if view::is_contact(&page.actor) {
        return Ok(vec![]);
    }
    let scope = page.may(Action::ViewRecords)?;
    let policies = page.services.policies.current();
    let repairs = repeated_repairs(conn, &policies, &scope, (&shown.head, &shown.view.fields))?;
    let one = |row: super::super::Summary| EarlierRepair {
        href: format!("{}/{}", super::path_of(row.kind), row.id),
        number: row.number,
    };
    Ok(repairs.into_iter().map(one).collect())
}

/// An offered loaner: where to, and why now.
#[derive(Debug, Serialize)]
struct LoanerOffer {
    href: String,
    /// Key of the words of the reason.
    reason: &'static str,
}

/// Where a loaner is offered for the device of a fault record, by whoever may write that one (2.5).
fn loaner_offer(conn: &mut Conn, page: &Page, shown: &Shown<'_>) -> Result<Option<LoanerOffer>, Error> {
    let fields = &shown.view.fields;
    let named = fields.get("product_id").and_then(Value::as_str);
    let Some(product) = named.and_then(|id| id.parse::<Id>().ok()) else { return Ok(None) };
    if shown.head.kind != ServiceRecordKind::FaultRecord || !page.actor.can(Action::WriteProducts) {
        return Ok(None);
    }
    let Some(reason) = loaner_reason(fields, page.now) else { return Ok(None) };
    let desk = products::Desk { services: &page.services, actor: &page.actor, now: page.now };
    let may = match products::open(conn, &desk, product) {
        Ok(row) => row.kind == ProductKind::Device.as_str() && row.gone_on.is_none(),
        Err(Error::NotFound | Error::Forbidden(_)) => false,
        Err(other) => return Err(other),
    };
    let href = format!("/loaners/new?product_id={product}&fault_record_id={}", shown.head.id);
    Ok(may.then_some(LoanerOffer { href, reason }))
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
            let shown = Shown::read(conn, work(page, form), page.lang(), id)?;
            let beside = Beside::read(conn, &shown)?;
            let request = AskedFor::read(conn, &page.actor, &shown.view.fields)?;
            let earlier = repeated(conn, page, &shown)?;
            let loaner = loaner_offer(conn, page, &shown)?;
            gather(page, shown, (beside, request, earlier), (loaner, obstacle))
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
        Error::Lacking(code) => format!("problem-detail-{}", code.replace('_', "-")),
        _ => "record-changed-since".to_string(),
    };
    page.services.texts.text(page.lang(), &key, &[])
}

fn gather(
    page: &Page,
    shown: Shown<'_>,
    (beside, request, repeated): (Beside, Option<AskedFor>, Vec<EarlierRepair>),
    (loaner, obstacle): (Option<LoanerOffer>, Option<String>),
) -> Result<ShowPage, Error> {
    let (texts, lang, form) = (&page.services.texts, page.lang(), shown.form());
    let content = shown.content(false)?;
    let sheet = paper::sheet(&shown, &beside)?;
    let Shown { head, view, panel, preliminary, customer_href, .. } = shown;
    Ok(ShowPage {
        list_href: form.path,
        list_title: texts.text(lang, &format!("nav-{}", &form.path[1..]), &[]),
        href: format!("{}/{}", form.path, head.id),
        id: head.id,
        summary: Facts::new(&view.fields, page.services.settings.time_zone).summary(),
        correction: view.approved_revision.is_some_and(|approved| approved != view.revision),
        events: timeline::lines(form, &view, texts, lang),
        may: May::of(page, &head, &view),
        returned_comment: view.verdicts.last().map(|verdict| verdict.comment.clone()),
        number: view.number,
        status: view.status,
        revision: view.revision,
        version: view.version,
        customer_name: view.customer_name,
        customer_href,
        request,
        author_name: view.author_name,
        organisation_name: view.organisation_name,
        created_at: view.created_at,
        updated_at: view.updated_at,
        submitted_at: view.submitted_at,
        taken_until: view.taken_until,
        product_href: view
            .fields
            .get("product_id")
            .and_then(Value::as_str)
            .and_then(|id| page.actor.can(Action::ViewProducts).then(|| format!("/products/{id}"))),
        loaner,
        repeated,
        panel,
        preliminary,
        content,
        attachments: attachments::items(&beside.files, false),
        signature: signatures::card_of(&head, beside.signed, beside.open),
        sheet,
        qr: paper::qr_of(&head, form, &page.services)?,
        obstacle,
    })
}
