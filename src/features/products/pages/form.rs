//! The form of a product: registered, filled in, put right.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell::form::{Form, Typed, offers};
use crate::features::{customers, shell};
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{Field, Offer};
use crate::platform::web::flash::{self, Tone};

use super::super::model::{CHANGE, GUARDED, NEW, Row};
use super::super::{service, types};
use super::{HERE, desk};

#[derive(Serialize)]
struct FormPage {
    form: Form,
    action: String,
    cancel_href: String,
    version: Option<i32>,
    serial: Option<String>,
    /// Whether what moves money is the vendor's to put right, and the reader is not the vendor.
    vendor_corrects: bool,
    no_models: bool,
    stale: bool,
}

/// `GET /products/new?customer_id=&serial=`.
///
/// # Errors
/// `Forbidden`.
pub async fn new(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::WriteProducts)?;
    let mut body = Map::from_iter([("kind".to_string(), json!("device"))]);
    for name in ["customer_id", "serial"] {
        let said: String = page.query(name).chars().take(60).collect();
        if !said.is_empty() {
            body.insert(name.into(), json!(said));
        }
    }
    show_form(&page, &Typed::of(body), None, false).await
}

/// `POST /products/new`.
///
/// # Errors
/// `Forbidden`; wrong fields show the form again.
pub async fn create(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::WriteProducts)?;
    let mut typed = Typed::read(NEW, &page.form, None, page.services.settings.time_zone);
    let checked = typed.clone();
    let made = page.write(move |conn, page| service::register(conn, &desk(page), &checked.complete()?)).await;
    match made {
        Ok(id) => Ok(flash::redirect(&format!("{HERE}/{id}"), Tone::Good, "product-registered")),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_form(&page, &typed, None, false).await
        }
        Err(other) => Err(other),
    }
}

/// `GET /products/{id}/edit`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn edit(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::WriteProducts)?;
    let id = path_id(&request)?;
    let stored = page.read(move |conn, page| service::open(conn, &desk(page), id)).await?;
    let typed = Typed::of(service::as_body(&stored));
    show_form(&page, &typed, Some(stored), false).await
}

/// `POST /products/{id}/edit`.
///
/// # Errors
/// `Forbidden`, `NotFound`; wrong fields and a version that has passed show the form again.
pub async fn save(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::WriteProducts)?;
    let id = path_id(&request)?;
    let stored = page.read(move |conn, page| service::open(conn, &desk(page), id)).await?;
    let mut typed = Typed::read(CHANGE, &page.form, None, page.services.settings.time_zone);
    let fixed = fixed(&page, &stored);
    for (name, value) in service::as_body(&stored) {
        if fixed.contains(&name.as_str()) {
            typed.faults.retain(|fault| fault.path != name);
            typed.body.insert(name, value);
        }
    }
    let said = typed.clone();
    let saved = page
        .write(move |conn, page| {
            service::edit(conn, &desk(page), (id, page.incoming.if_match), &said.patch(CHANGE)?)
        })
        .await;
    let stale = matches!(saved, Err(Error::Stale | Error::PreconditionRequired));
    match saved {
        Ok(_) => return Ok(flash::redirect(&format!("{HERE}/{id}"), Tone::Good, "product-saved")),
        Err(Error::Invalid(faults)) => typed.faults = faults,
        Err(Error::Stale | Error::PreconditionRequired) => {}
        Err(other) => return Err(other),
    }
    let now = page.read(move |conn, page| service::open(conn, &desk(page), id)).await?;
    show_form(&page, &typed, Some(now), stale).await
}

/// What this person does not put right: it is said already, moves money, and is the vendor's to correct.
fn fixed(page: &Page, stored: &Row) -> Vec<&'static str> {
    if page.actor.is_vendor() {
        return vec![];
    }
    let body = service::as_body(stored);
    let said = |name: &&&str| body.get(**name).is_some_and(|value| !value.is_null());
    GUARDED.iter().filter(said).copied().collect()
}

async fn show_form(
    page: &Page,
    typed: &Typed,
    stored: Option<Row>,
    stale: bool,
) -> Result<HttpResponse, Error> {
    let chosen = typed.body.get("customer_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let given = page.read(move |conn, page| offered(conn, page, chosen)).await?;
    let no_models = given.get("model_id").is_none_or(Vec::is_empty);
    let table: &'static [Field] = if stored.is_some() { CHANGE } else { NEW };
    let mut form = typed.form(("product", table), &given, &page.services, None, page.lang());
    let fixed = stored.as_ref().map(|row| fixed(page, row)).unwrap_or_default();
    form.fields.retain(|field| !fixed.contains(&field.name.as_str()));
    // An agent has nothing to correct, so nobody asks it why.
    form.fields.retain(|field| field.name != "reason" || page.actor.is_vendor());
    form.fields.retain(|field| field.kind != "reference");
    for field in
        form.fields.iter_mut().filter(|field| matches!(field.name.as_str(), "model_id" | "customer_id"))
    {
        field.kind = "select";
    }
    let here = stored.as_ref().map(|row| format!("{HERE}/{}", row.id));
    let data = FormPage {
        form,
        action: here.as_ref().map_or_else(|| format!("{HERE}/new"), |here| format!("{here}/edit")),
        cancel_href: here.unwrap_or_else(|| HERE.to_string()),
        version: stored.as_ref().map(|row| row.version),
        vendor_corrects: !fixed.is_empty(),
        serial: stored.map(|row| row.serial),
        no_models,
        stale,
    };
    let template = "pages/products/form.html";
    let title = if data.version.is_some() { "title-product-edit" } else { "title-product-new" };
    if typed.faults.is_empty() && !stale {
        return shell::render(page, template, title, &[], &data).await;
    }
    shell::render_invalid(page, template, title, &[], &data).await
}

/// The models by type, and the customers in sight with the one that is chosen.
fn offered(conn: &mut Conn, page: &Page, chosen: Option<Id>) -> Result<BTreeMap<String, Vec<Offer>>, Error> {
    let lang = page.lang();
    let label = |model: types::Model| {
        let of = lang.named(&model.type_name, model.type_name_en.as_deref());
        (model.id.to_string(), format!("{of} · {}", model.name))
    };
    let models = offers(types::options(conn)?.into_iter().map(label));
    let scope = page.may(Action::ViewCustomers)?;
    let found = customers::options(conn, &scope, "", 500)?;
    let mut owners: Vec<(String, String)> =
        found.into_iter().map(|one| (one.id.to_string(), one.name)).collect();
    if let Some(id) = chosen.filter(|id| !owners.iter().any(|(one, _)| *one == id.to_string())) {
        match customers::find(conn, &scope, id) {
            Ok(one) => owners.insert(0, (one.id.to_string(), one.name)),
            Err(Error::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(BTreeMap::from([("model_id".to_string(), models), ("customer_id".to_string(), offers(owners))]))
}
