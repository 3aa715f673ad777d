//! `/admin/product-types`: the types with their terms and models, new ones and changed ones.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell;
use crate::features::shell::columns::{Column, columns};
use crate::features::shell::form::{Form, Typed};
use crate::platform::db::Id;
use crate::platform::web::filters;
use crate::platform::web::flash::{self, Tone};

use super::model::{FIELDS, LIST, ProductType};
use super::service;

const HERE: &str = "/admin/product-types";

#[derive(Serialize)]
struct ListPage {
    faults: Vec<String>,
    columns: Vec<Column>,
    rows: Vec<ProductType>,
    next_href: Option<String>,
    first_href: Option<String>,
}

/// `GET /admin/product-types`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManageProductTypes)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&LIST, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let found = page.read(move |conn, _| service::list(conn, &scope, &query)).await?;
    let heads = [
        ("field-product-type-name", Some("name")),
        ("field-free-service-months", None),
        ("field-warranty-months", None),
        ("field-models", None),
    ];
    let data = ListPage {
        columns: columns(&asked, HERE, &heads, texts, lang),
        next_href: found.next.as_ref().map(|after| asked.href(HERE, &[("after", Some(after))])),
        first_href: asked.query.after.as_ref().map(|_| asked.href(HERE, &[])),
        rows: found.items,
        faults: asked.faults,
    };
    shell::render(&page, "pages/product_types/list.html", "title-product-types", &[], &data).await
}

#[derive(Serialize)]
struct FormPage {
    form: Form,
    action: String,
    version: Option<i32>,
    stale: bool,
}

/// `GET /admin/product-types/new`.
///
/// # Errors
/// `Forbidden`.
pub async fn new(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::ManageProductTypes)?;
    let policies = page.services.policies.current();
    let rules = policies.at(page.now.0).map_err(Error::internal)?.coverage;
    let usual = serde_json::json!({
        "free_service_months": rules.free_service_months, "warranty_months": rules.warranty_months,
    });
    show_form(&page, &Typed::of(usual.as_object().cloned().unwrap_or_default()), None, false).await
}

/// `POST /admin/product-types/new`.
///
/// # Errors
/// `Forbidden`; wrong fields show the form again.
pub async fn create(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::ManageProductTypes)?;
    let mut typed = Typed::read(FIELDS, &page.form, None, page.services.settings.time_zone);
    let checked = typed.clone();
    let made = page
        .write(move |conn, page| {
            service::create(conn, &page.services, &page.actor, &checked.complete()?, page.now)
        })
        .await;
    match made {
        Ok(_) => Ok(flash::redirect(HERE, Tone::Good, "product-type-created")),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_form(&page, &typed, None, false).await
        }
        Err(other) => Err(other),
    }
}

/// `GET /admin/product-types/{id}/edit`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn edit(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManageProductTypes)?;
    let id = path_id(&request)?;
    let found = page.read(move |conn, _| service::show(conn, &scope, id)).await?;
    show_form(&page, &Typed::of(service::as_body(&found)), Some((id, found.version)), false).await
}

/// `POST /admin/product-types/{id}/edit`.
///
/// # Errors
/// `Forbidden`, `NotFound`; wrong fields and a version that has passed show the form again.
pub async fn save(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManageProductTypes)?;
    let id = path_id(&request)?;
    let mut typed = Typed::read(FIELDS, &page.form, None, page.services.settings.time_zone);
    let said = typed.clone();
    let saved = page
        .write(move |conn, page| {
            let target = (id, page.incoming.if_match);
            service::edit(conn, &page.services, &page.actor, target, &said.patch(FIELDS)?, page.now)
        })
        .await;
    let stale = matches!(saved, Err(Error::Stale | Error::PreconditionRequired));
    match saved {
        Ok(_) => return Ok(flash::redirect(HERE, Tone::Good, "product-type-saved")),
        Err(Error::Invalid(faults)) => typed.faults = faults,
        Err(Error::Stale | Error::PreconditionRequired) => {}
        Err(other) => return Err(other),
    }
    let now = page.read(move |conn, _| service::show(conn, &scope, id)).await?;
    show_form(&page, &typed, Some((id, now.version)), stale).await
}

async fn show_form(
    page: &Page,
    typed: &Typed,
    stored: Option<(Id, i32)>,
    stale: bool,
) -> Result<HttpResponse, Error> {
    let form = typed.form(("product_type", FIELDS), &Default::default(), &page.services, None, page.lang());
    let data = FormPage {
        form,
        action: stored.map_or_else(|| format!("{HERE}/new"), |(id, _)| format!("{HERE}/{id}/edit")),
        version: stored.map(|(_, version)| version),
        stale,
    };
    let template = "pages/product_types/form.html";
    let title = if stored.is_some() { "title-product-type-edit" } else { "title-product-type-new" };
    if typed.faults.is_empty() && !stale {
        return shell::render(page, template, title, &[], &data).await;
    }
    shell::render_invalid(page, template, title, &[], &data).await
}
