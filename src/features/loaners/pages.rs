//! `/loaners`: what is out and what is late, the offer, and one loaner with its receipts and next steps.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::{Value, json};

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::loaner_words::LoanerState;
use crate::error::Error;
use crate::features::products::{self, Desk};
use crate::features::shell;
use crate::features::shell::columns::columns;
use crate::features::shell::form::{Form, Typed, offers};
use crate::features::shell::list::ListFrame;
use crate::platform::db::Id;
use crate::platform::web::filters;
use crate::platform::web::flash::{self, Tone};

use super::model::{LIST, LoanerView, OFFER};
use super::service::{self, Step};

const HERE: &str = "/loaners";
const VIEW: &str = "pages/loaners/view.html";

pub(super) fn desk(page: &Page) -> Desk<'_> {
    Desk { services: &page.services, actor: &page.actor, now: page.now }
}

/// `GET /loaners`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewProducts)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&LIST, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let found = page.read(move |conn, page| service::list(conn, &desk(page), &scope, &query)).await?;
    let states: Vec<(String, &str)> =
        LoanerState::TEXTS.iter().map(|state| (texts.word(lang, "loaner-state", state), *state)).collect();
    let late = [(texts.text(lang, "loaner-overdue", &[]), "true")];
    let filters = vec![
        asked.group(HERE, texts.text(lang, "loaner-state", &[]), "state", &states, texts, lang),
        asked.group(HERE, texts.text(lang, "field-loaner-due-on", &[]), "overdue", &late, texts, lang),
    ];
    let heads = [
        ("loaner-number", None),
        ("field-customer", None),
        ("loaner-standing-in", None),
        ("loaner-state", None),
        ("field-loaner-due-on", None),
        ("loaner-offered-at", Some("created_at")),
    ];
    let columns = columns(&asked, HERE, &heads, texts, lang);
    let data = ListFrame::new(asked, HERE, (filters, columns), &[], found);
    shell::render(&page, "pages/loaners/list.html", "title-loaners", &[], &data).await
}

#[derive(Serialize)]
struct FormPage {
    form: Form,
    device: Option<products::Product>,
    hidden: BTreeMap<&'static str, Value>,
    conflict: Option<String>,
}

/// `GET /loaners/new?product_id=&fault_record_id=`: from a product or a fault record.
///
/// # Errors
/// `Forbidden`.
pub async fn new(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::WriteProducts)?;
    let mut body = serde_json::Map::new();
    for name in ["product_id", "fault_record_id"] {
        if let Ok(id) = page.query(name).parse::<Id>() {
            body.insert(name.into(), json!(id));
        }
    }
    show_form(&page, &Typed::of(body), None).await
}

/// `POST /loaners/new`.
///
/// # Errors
/// `Forbidden`; wrong fields and devices that are taken show the form again.
pub async fn create(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::WriteProducts)?;
    let mut typed = Typed::read(OFFER, &page.form, None, page.services.settings.time_zone);
    let checked = typed.clone();
    let made = page.write(move |conn, page| service::offer(conn, &desk(page), &checked.complete()?)).await;
    match made {
        Ok(made) => Ok(flash::redirect(&format!("{HERE}/{}", made.loaner.id), Tone::Good, "loaner-offered")),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_form(&page, &typed, None).await
        }
        Err(Error::Conflict(code)) => show_form(&page, &typed, Some(code)).await,
        Err(other) => Err(other),
    }
}

async fn show_form(
    page: &Page,
    typed: &Typed,
    conflict: Option<&'static str>,
) -> Result<HttpResponse, Error> {
    let chosen: Option<Id> =
        typed.body.get("product_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let (device, others, stock) = page
        .read(move |conn, page| {
            let desk = desk(page);
            let device = match chosen {
                Some(id) => products::some(conn, &desk, &[id])?.pop(),
                None => None,
            };
            let all = products::devices(conn, &desk, false)?;
            Ok((device, all, products::devices(conn, &desk, true)?))
        })
        .await?;
    let own = device.as_ref().map(|it| it.customer_id);
    let label = |it: &products::Product| {
        (it.id.to_string(), format!("{} · {} · {}", it.model, it.serial, it.customer_name))
    };
    let given = BTreeMap::from([
        ("product_id".to_string(), offers(others.iter().map(label))),
        ("loaner_id".to_string(), offers(stock.iter().filter(|it| Some(it.customer_id) != own).map(label))),
    ]);
    let mut form = typed.form(("loaner", OFFER), &given, &page.services, None, page.lang());
    // The record comes with the address, the device too where it is known.
    let known = |name: &str| name == "fault_record_id" || (device.is_some() && name == "product_id");
    form.fields.retain(|field| !known(&field.name));
    let hidden = ["fault_record_id", "product_id"].into_iter().filter(|name| known(name));
    let hidden = hidden.filter_map(|name| Some((name, typed.body.get(name)?.clone()))).collect();
    for field in form.fields.iter_mut().filter(|field| field.name.ends_with("_id")) {
        field.kind = "select";
    }
    let words = |code: &str| {
        page.services.texts.text(page.lang(), &format!("problem-detail-{}", code.replace('_', "-")), &[])
    };
    let data = FormPage { form, device, hidden, conflict: conflict.map(words) };
    let (template, title) = ("pages/loaners/form.html", "title-loaner-new");
    if typed.faults.is_empty() && conflict.is_none() {
        return shell::render(page, template, title, &[], &data).await;
    }
    shell::render_invalid(page, template, title, &[], &data).await
}

/// A step that can be taken now, with its form.
#[derive(Serialize)]
struct Next {
    key: &'static str,
    action: String,
    form: Form,
}

#[derive(Serialize)]
struct ShowPage {
    view: LoanerView,
    steps: Vec<Next>,
    stale: bool,
}

const STEPS: [(&str, Step); 4] = [
    ("lend", Step::Lend),
    ("device-back", Step::DeviceBack),
    ("loaner-back", Step::LoanerBack),
    ("decline", Step::Decline),
];

/// `GET /loaners/{id}`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn show(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let id = path_id(&request)?;
    view(&page, id, None, false).await
}

async fn view(
    page: &Page,
    id: Id,
    typed: Option<(&'static str, &Typed)>,
    stale: bool,
) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewProducts)?;
    let (view, may) = page
        .read(move |conn, page| {
            let view = service::show(conn, &desk(page), &scope, id)?;
            let may =
                page.actor.can(Action::WriteProducts) && service::writable(conn, &desk(page), id).is_ok();
            Ok((view, may))
        })
        .await?;
    let today = service::today(&desk(page));
    let fresh = Typed::of(json!({ "on": today }).as_object().cloned().unwrap_or_default());
    let next = |(key, step): &(&'static str, Step)| {
        let said = typed.filter(|(of, _)| of == key).map_or(&fresh, |(_, said)| said);
        let mut form =
            said.form(("loaner", step.table()), &BTreeMap::new(), &page.services, None, page.lang());
        for field in &mut form.fields {
            // Several forms stand on the page.
            field.id = format!("{key}-{}", field.id);
        }
        Next { key, action: format!("{HERE}/{id}/{key}"), form }
    };
    let gone = view.device_gone || view.loaner_gone;
    let fits = |step: Step| step.fits(&view.loaner) && !(gone && step == Step::Lend);
    let steps = STEPS.iter().filter(|(_, step)| may && fits(*step)).map(next).collect();
    let name = [("number", view.loaner.number.clone())];
    let data = ShowPage { view, steps, stale };
    if typed.is_none() && !stale {
        return shell::render(page, VIEW, "title-loaner", &name, &data).await;
    }
    shell::render_invalid(page, VIEW, "title-loaner", &name, &data).await
}

/// `POST /loaners/{id}/lend`.
///
/// # Errors
/// `Forbidden`, `NotFound`; what is wrong is said on the page.
pub async fn lend(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, STEPS[0]).await
}

/// `POST /loaners/{id}/device-back`.
///
/// # Errors
/// As [`lend`].
pub async fn device_back(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, STEPS[1]).await
}

/// `POST /loaners/{id}/loaner-back`.
///
/// # Errors
/// As [`lend`].
pub async fn loaner_back(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, STEPS[2]).await
}

/// `POST /loaners/{id}/decline`.
///
/// # Errors
/// As [`lend`].
pub async fn decline(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, STEPS[3]).await
}

async fn step(
    page: Page,
    request: HttpRequest,
    (key, step): (&'static str, Step),
) -> Result<HttpResponse, Error> {
    page.may(Action::WriteProducts)?;
    let id = path_id(&request)?;
    let mut typed = Typed::read(step.table(), &page.form, None, page.services.settings.time_zone);
    let checked = typed.clone();
    let done = page
        .write(move |conn, page| {
            service::step(conn, &desk(page), (id, page.incoming.if_match), step, &checked.complete()?)
        })
        .await;
    match done {
        Ok(_) => Ok(flash::redirect(&format!("{HERE}/{id}"), Tone::Good, "loaner-saved")),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            view(&page, id, Some((key, &typed)), false).await
        }
        Err(Error::Stale | Error::PreconditionRequired | Error::Conflict(_)) => {
            view(&page, id, None, true).await
        }
        Err(other) => Err(other),
    }
}
