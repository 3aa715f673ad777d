//! A record that is only being begun: the empty form, or one filled from a customer or an earlier record, and its
//! first saving.

use actix_web::HttpResponse;

use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::{products, requests, shell};
use crate::platform::db::{Conn, Id};
use crate::platform::web::flash::{self, Tone};

use super::super::form::Form;
use super::super::service;
use super::edit::{Saved, answer_autosave, saved_key, submit_saved, unsaved};
use super::form::{Draft, FormPage};
use super::typed::{Typed, city_of_customer, mended, pairs_of};
use super::{Purpose, title, work};

const TEMPLATE: &str = "pages/records/form.html";

/// `GET …/new?customer_id=&copy_from=&request=`.
///
/// # Errors
/// 403; 404 where the record to copy, or the request to tell of, is out of sight.
pub async fn new(page: Page, form: &'static Form) -> Result<HttpResponse, Error> {
    page.may(Action::WriteRecords)?;
    let data = page
        .read(move |conn, page| {
            let pairs = first_words(conn, page, form)?;
            let typed = Typed::read(form, &pairs, page.services.settings.time_zone);
            Draft { form, head: None, key: None, typed: &typed, version: None, obstacle: None }
                .page(conn, page)
        })
        .await?;
    shell::render(&page, TEMPLATE, title(form, Purpose::New), &[], &data).await
}

/// What a new form begins with.
fn first_words(conn: &mut Conn, page: &Page, form: &'static Form) -> Result<Vec<(String, String)>, Error> {
    let zone = page.services.settings.time_zone;
    if let Ok(earlier) = page.query("copy_from").parse::<Id>() {
        let content = service::copy_of(conn, &work(page, form), earlier)?;
        return Ok(pairs_of(form.fields, &content, zone));
    }
    if let Ok(request) = page.query("request").parse::<Id>() {
        let content = requests::prefill(conn, &page.actor, form, request)?;
        return Ok(pairs_of(form.fields, &content, zone));
    }
    let mut pairs = Vec::new();
    if let Ok(product) = page.query("product_id").parse::<Id>() {
        let desk = products::Desk { services: &page.services, actor: &page.actor, now: page.now };
        let found = products::some(conn, &desk, &[product])?.pop().ok_or(Error::NotFound)?;
        let owner = found.customer_id.to_string();
        pairs.extend(city_of_customer(conn, page, &owner)?.map(|city| ("city".to_string(), city)));
        pairs.extend([
            ("customer_id".to_string(), owner),
            ("product".to_string(), found.type_name),
            ("model".to_string(), found.model),
            ("serial".to_string(), found.serial),
        ]);
        let day = found.accepted_on.or(found.delivered_on);
        pairs.extend(day.map(|day| ("accepted_on".to_string(), day)));
        return Ok(pairs);
    }
    if let Some(city) = city_of_customer(conn, page, page.query("customer_id"))? {
        pairs.push(("customer_id".to_string(), page.query("customer_id").to_string()));
        pairs.push(("city".to_string(), city));
    }
    for name in ["service_code", "product", "serial"] {
        let said = page.query(name);
        if form.fields.iter().any(|field| field.name == name) && !said.is_empty() {
            pairs.push((name.to_string(), said.chars().take(100).collect()));
        }
    }
    Ok(pairs)
}

/// `POST …/new`: saves the first draft, and sends it in where that was asked.
///
/// # Errors
/// 403.
pub async fn create(page: Page, form: &'static Form) -> Result<HttpResponse, Error> {
    page.may(Action::WriteRecords)?;
    let action = page.field("_action").to_string();
    if unsaved(&action) {
        let data = again(&page, form).await?;
        return shell::render(&page, TEMPLATE, title(form, Purpose::New), &[], &data).await;
    }
    let sent = action == "submit";
    let saved = page
        .write(move |conn, page| {
            let (head, faults) = begin(conn, page, form)?;
            if sent { submit_saved(conn, page, form, head) } else { Ok(Saved::Draft(head.id, faults.len())) }
        })
        .await;
    // The draft was made and changed meanwhile, without this form hearing of it: both are shown.
    let saved = match (saved, page.field("_key").parse()) {
        (Err(fault @ Error::Stale), Ok(id)) => return super::edit::hindered(&page, form, id, &fault).await,
        (other, _) => other?,
    };
    match saved {
        Saved::Submitted(id) => {
            Ok(flash::redirect(&format!("{}/{id}", form.path), Tone::Good, "record-submitted"))
        }
        Saved::Draft(id, faults) => {
            let (tone, key) = saved_key(faults);
            Ok(flash::redirect(&format!("{}/{id}/edit", form.path), tone, key))
        }
        Saved::Refused(head, faults) => super::edit::refuse(&page, form, *head, faults).await,
    }
}

fn begin(
    conn: &mut Conn,
    page: &Page,
    form: &'static Form,
) -> Result<(super::super::Head, Vec<crate::platform::fields::FieldFault>), Error> {
    let pairs = mended(conn, page)?;
    service::begin_typed(conn, &work(page, form), page.field("_key").parse().ok(), &pairs)
}

/// The same form with a row more or less, a new conclusion, or other customers to choose from.
async fn again(page: &Page, form: &'static Form) -> Result<FormPage, Error> {
    page.read(move |conn, page| {
        let mut typed = Typed::read(form, &mended(conn, page)?, page.services.settings.time_zone);
        if let Some(list) = page.field("_action").strip_prefix("add:") {
            typed.add_row(list);
        }
        let key = page.field("_key").parse().ok();
        Draft { form, head: None, key, typed: &typed, version: None, obstacle: None }.page(conn, page)
    })
    .await
}

/// `POST …/new/autosave`: the first words make the draft.
///
/// # Errors
/// 403.
pub async fn autosave_new(page: Page, form: &'static Form) -> Result<HttpResponse, Error> {
    page.may(Action::WriteRecords)?;
    let (head, faults) = page.write(move |conn, page| begin(conn, page, form)).await?;
    Ok(answer_autosave(&page, form, &head, &faults, true))
}
