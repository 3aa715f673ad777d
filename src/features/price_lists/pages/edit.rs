//! The form of a draft, and its parts as a file: what was typed stays, and every fault names its field or line.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::{Value, json};

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell;
use crate::features::shell::form::{Form, Typed};
use crate::platform::fields::Field;
use crate::platform::web::flash::{self, Tone};

use super::super::model::{FIELDS, PARTS_FILE, PriceListRow};
use super::super::{parts as file, service};
use super::{HERE, desk};

/// What begins a draft; the rest is as in the list in force.
const NEW: &[Field] = &[Field::text("name", 100).required().wide(), Field::moment("effective_from")];

#[derive(Serialize)]
struct NewPage {
    form: Form,
}

/// `GET /billing/prices/new`.
///
/// # Errors
/// `Forbidden`.
pub async fn new(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::ManagePriceLists)?;
    show_new(&page, &Typed::default()).await
}

async fn show_new(page: &Page, typed: &Typed) -> Result<HttpResponse, Error> {
    let form = typed.form(("price", NEW), &BTreeMap::new(), &page.services, None, page.lang());
    let (data, template) = (NewPage { form }, "pages/price_lists/new.html");
    if typed.faults.is_empty() {
        return shell::render(page, template, "title-price-new", &[], &data).await;
    }
    shell::render_invalid(page, template, "title-price-new", &[], &data).await
}

/// `POST /billing/prices/new`.
///
/// # Errors
/// `Forbidden`; wrong fields show the form again.
pub async fn create(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::ManagePriceLists)?;
    let mut typed = Typed::read(NEW, &page.form, None, page.services.settings.time_zone);
    let checked = typed.clone();
    let made = page
        .write(move |conn, page| {
            let policies = page.services.policies.current();
            service::create(conn, &desk(page, &policies), &checked.complete()?)
        })
        .await;
    match made {
        Ok(row) => Ok(flash::redirect(&format!("{HERE}/{}/edit", row.id), Tone::Good, "price-created")),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_new(&page, &typed).await
        }
        Err(other) => Err(other),
    }
}

/// The form of a draft has everything but the parts, which are a file.
fn form_fields() -> &'static [Field] {
    let parts = FIELDS.iter().position(|field| field.name == "parts").unwrap_or(FIELDS.len());
    FIELDS.get(..parts).unwrap_or(FIELDS)
}

/// A suggestion for the code of a service.
#[derive(Serialize)]
struct ServiceName {
    value: String,
    label: String,
}

#[derive(Serialize)]
struct EditPage {
    list: PriceListRow,
    form: Form,
    services: Vec<ServiceName>,
    stale: bool,
}

/// `GET /billing/prices/{id}/edit`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn edit(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManagePriceLists)?;
    let id = path_id(&request)?;
    let row = page.read(move |conn, _| service::show(conn, &scope, id)).await?;
    let mut body = row.content.as_object().cloned().unwrap_or_default();
    body.remove("parts");
    show_edit(&page, row, &Typed::of(body), false).await
}

async fn show_edit(
    page: &Page,
    row: PriceListRow,
    typed: &Typed,
    stale: bool,
) -> Result<HttpResponse, Error> {
    let policies = page.services.policies.current();
    let policy = policies.at(page.now.0).map_err(Error::internal)?;
    let lang = page.lang();
    let services = policy.catalogue.iter().map(|service| ServiceName {
        value: service.code.clone(),
        label: service.name.for_locale(lang.tag()).to_string(),
    });
    let table = ("price", form_fields());
    let form = typed.form(table, &BTreeMap::new(), &page.services, None, lang);
    let data = EditPage { list: row, form, services: services.collect(), stale };
    let template = "pages/price_lists/edit.html";
    if typed.faults.is_empty() && !stale {
        return shell::render(page, template, "title-price-edit", &[], &data).await;
    }
    shell::render_invalid(page, template, "title-price-edit", &[], &data).await
}

/// `POST /billing/prices/{id}/edit`.
///
/// # Errors
/// `Forbidden`, `NotFound`; wrong fields and a version that has passed show the form again.
pub async fn save(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManagePriceLists)?;
    let id = path_id(&request)?;
    let reader = scope.clone();
    let row = page.read(move |conn, _| service::show(conn, &reader, id)).await?;
    let mut typed = Typed::read(form_fields(), &page.form, None, page.services.settings.time_zone);
    if Typed::only_rows(&page) {
        typed.faults.clear();
        return show_edit(&page, row, &typed, false).await;
    }
    let checked = typed.clone();
    let saved = page
        .write(move |conn, page| {
            let policies = page.services.policies.current();
            let mut patch = checked.complete()?;
            // What the form leaves empty is taken away.
            if let Some(patch) = patch.as_object_mut() {
                for field in form_fields() {
                    patch.entry(field.name).or_insert(Value::Null);
                }
            }
            service::edit(conn, &desk(page, &policies), &scope, (id, page.incoming.if_match), &patch)
        })
        .await;
    match saved {
        Ok(_) => Ok(flash::redirect(&format!("{HERE}/{id}"), Tone::Good, "price-saved")),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_edit(&page, row, &typed, false).await
        }
        Err(Error::Stale | Error::PreconditionRequired) => show_edit(&page, row, &typed, true).await,
        Err(Error::Conflict(_)) => {
            Ok(flash::redirect(&format!("{HERE}/{id}"), Tone::Attention, "price-closed"))
        }
        Err(other) => Err(other),
    }
}

#[derive(Serialize)]
struct PartsPage {
    list: PriceListRow,
    form: Form,
    stale: bool,
}

/// `GET /billing/prices/{id}/parts`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn parts(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManagePriceLists)?;
    let id = path_id(&request)?;
    let row = page.read(move |conn, _| service::show(conn, &scope, id)).await?;
    let body = json!({ "csv": file::as_csv(&row.content) });
    show_parts(&page, row, &Typed::of(body.as_object().cloned().unwrap_or_default()), false).await
}

async fn show_parts(
    page: &Page,
    row: PriceListRow,
    typed: &Typed,
    stale: bool,
) -> Result<HttpResponse, Error> {
    let form = typed.form(("price", PARTS_FILE), &BTreeMap::new(), &page.services, None, page.lang());
    let data = PartsPage { list: row, form, stale };
    let template = "pages/price_lists/parts.html";
    if typed.faults.is_empty() && !stale {
        return shell::render(page, template, "title-price-parts", &[], &data).await;
    }
    shell::render_invalid(page, template, "title-price-parts", &[], &data).await
}

/// `POST /billing/prices/{id}/parts`.
///
/// # Errors
/// `Forbidden`, `NotFound`; lines at fault and a version that has passed show the form again.
pub async fn save_parts(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManagePriceLists)?;
    let id = path_id(&request)?;
    let reader = scope.clone();
    let row = page.read(move |conn, _| service::show(conn, &reader, id)).await?;
    let mut typed = Typed::read(PARTS_FILE, &page.form, None, page.services.settings.time_zone);
    let checked = typed.clone();
    let saved = page
        .write(move |conn, page| {
            let policies = page.services.policies.current();
            let target = (id, page.incoming.if_match);
            file::import(conn, &desk(page, &policies), &scope, target, &checked.complete()?)
        })
        .await;
    match saved {
        Ok(_) => Ok(flash::redirect(&format!("{HERE}/{id}"), Tone::Good, "price-saved")),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_parts(&page, row, &typed, false).await
        }
        Err(Error::Stale | Error::PreconditionRequired) => show_parts(&page, row, &typed, true).await,
        Err(Error::Conflict(_)) => {
            Ok(flash::redirect(&format!("{HERE}/{id}"), Tone::Attention, "price-closed"))
        }
        Err(other) => Err(other),
    }
}
