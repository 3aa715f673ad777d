//! `/billing/accounts/{id}/invoice-data`: what stands on a payer's invoices, and its form for whoever may change it.

pub use super::export::{month, xlsx};

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell;
use crate::features::shell::form::{Form, Typed};
use crate::platform::web::flash::{self, Tone};

use super::model::{FIELDS, Told};
use super::service;

#[derive(Serialize)]
struct FormPage {
    form: Form,
    told: Told,
    stale: bool,
    may_edit: bool,
}

/// `GET /billing/accounts/{id}/invoice-data`.
///
/// # Errors
/// `NotFound` where the payer is missing or somebody else.
pub async fn show(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let told = read(&page, &request).await?;
    let typed = Typed::of(told.data.as_body());
    form(&page, &typed, told, false).await
}

/// `POST /billing/accounts/{id}/invoice-data`.
///
/// # Errors
/// `NotFound`, `Forbidden`; wrong fields and a version that has passed show the form again.
pub async fn save(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::EditInvoiceData)?;
    let id = path_id(&request)?;
    let told = read(&page, &request).await?;
    let mut typed = Typed::read(FIELDS, &page.form, None, page.services.settings.time_zone);
    let checked = typed.clone();
    let saved = page
        .write(move |conn, page| {
            let mut patch = checked.complete()?;
            for field in FIELDS {
                // An emptied field is gone.
                if let Some(patch) = patch.as_object_mut() {
                    patch.entry(field.name).or_insert(serde_json::Value::Null);
                }
            }
            let (target, words) = ((id, page.incoming.if_match), (&*page.services.texts, page.lang()));
            service::edit(conn, &page.actor, &scope, page.now, target, &patch, words)
        })
        .await;
    match saved {
        Ok(_) => {
            let here = format!("/billing/accounts/{id}/invoice-data");
            Ok(flash::redirect(&here, Tone::Good, "invoice-data-saved"))
        }
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            form(&page, &typed, told, false).await
        }
        Err(Error::Stale | Error::PreconditionRequired) => form(&page, &typed, told, true).await,
        Err(other) => Err(other),
    }
}

async fn read(page: &Page, request: &HttpRequest) -> Result<Told, Error> {
    let scope = page.may(Action::ViewPayments)?;
    let id = path_id(request)?;
    page.read(move |conn, page| {
        let words = (&*page.services.texts, page.lang());
        service::show(conn, &page.actor, &scope, (id, page.now), words)
    })
    .await
}

async fn form(page: &Page, typed: &Typed, told: Told, stale: bool) -> Result<HttpResponse, Error> {
    let form = typed.form(("invoice", FIELDS), &BTreeMap::new(), &page.services, None, page.lang());
    let name = [("name", told.payer_name.clone())];
    let may_edit = page.actor.can(Action::EditInvoiceData);
    let data = FormPage { form, told, stale, may_edit };
    let (template, title) = ("pages/invoices/form.html", "title-invoice-data");
    if stale {
        let status = actix_web::http::StatusCode::PRECONDITION_FAILED;
        return shell::render_as(page, status, template, title, &name, &data).await;
    }
    if typed.faults.is_empty() {
        return shell::render(page, template, title, &name, &data).await;
    }
    shell::render_invalid(page, template, title, &name, &data).await
}
