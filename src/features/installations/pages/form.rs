//! The form of an installation record. Whose it is comes first; then that customer's products stand to be ticked.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::{Value, json};

use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell::form::{Form, Typed, offers};
use crate::features::{customers, products, shell};
use crate::platform::db::Id;
use crate::platform::fields::FieldFault;
use crate::platform::web::flash::{self, Tone};

use super::super::model::NEW;
use super::super::service;
use super::{HERE, desk};

/// More products of one customer than these are not shown to be ticked.
const MOST: i64 = 100;

/// A product to be ticked.
#[derive(Serialize)]
struct Tick {
    id: Id,
    label: String,
    accepted_on: Option<String>,
    ticked: bool,
}

/// The customer that was chosen, with what it has.
#[derive(Serialize)]
struct Chosen {
    id: Id,
    name: String,
    href: String,
    ticks: Vec<Tick>,
    faults: Vec<String>,
}

#[derive(Serialize)]
struct FormPage {
    form: Form,
    chosen: Option<Chosen>,
    customers: Vec<customers::CustomerRef>,
}

/// `GET /installations/new?customer_id=`.
///
/// # Errors
/// `Forbidden`.
pub async fn new(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::WriteProducts)?;
    let today = desk(&page).today().to_string();
    let mut body = json!({ "installed_on": today, "accepted_on": today });
    if let Ok(customer) = page.query("customer_id").parse::<Id>() {
        body["customer_id"] = json!(customer);
    }
    if let Ok(product) = page.query("product_id").parse::<Id>() {
        body["products"] = json!([product]);
    }
    show_form(&page, &Typed::of(body.as_object().cloned().unwrap_or_default())).await
}

/// `POST /installations/new`.
///
/// # Errors
/// `Forbidden`; wrong fields show the form again.
pub async fn create(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::WriteProducts)?;
    let ticked: Vec<&str> =
        page.form.iter().filter(|(name, _)| name == "products").map(|(_, id)| id.as_str()).collect();
    let mut pairs: Vec<(String, String)> =
        page.form.iter().filter(|(name, _)| name != "products").cloned().collect();
    pairs.push(("products".into(), ticked.join("\n")));
    let mut typed = Typed::read(NEW, &pairs, None, page.services.settings.time_zone);
    let checked = typed.clone();
    let made = page.write(move |conn, page| service::file(conn, &desk(page), &checked.complete()?)).await;
    match made {
        Ok(made) => Ok(flash::redirect(&format!("{HERE}/{}", made.id), Tone::Good, "installation-filed")),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_form(&page, &typed).await
        }
        Err(other) => Err(other),
    }
}

async fn show_form(page: &Page, typed: &Typed) -> Result<HttpResponse, Error> {
    let of = typed.body.get("customer_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let said = typed.clone();
    let (chosen, customers, engineers) = page
        .read(move |conn, page| {
            let scope = page.may(Action::ViewCustomers)?;
            let found = match of.map(|id| customers::find(conn, &scope, id)) {
                Some(Ok(customer)) => Some(customer),
                Some(Err(Error::NotFound)) | None => None,
                Some(Err(other)) => return Err(other),
            };
            let Some(customer) = found else {
                return Ok((None, customers::options(conn, &scope, "", 200)?, vec![]));
            };
            let has = products::of_customer(conn, &desk(page), customer.id, MOST)?;
            let engineers = customers::engineers(conn, &page.actor, customer.agent_id)?;
            let name = customer.name.clone();
            Ok((Some(chosen(page, &said, (customer.id, name), has)), vec![], engineers))
        })
        .await?;
    let given = BTreeMap::from([("fixed_engineer_id".to_string(), offers(engineers))]);
    let mut form = typed.form(("installation", NEW), &given, &page.services, None, page.lang());
    // Whose it is, and what, stand above in a way of their own.
    form.fields.retain(|field| field.name != "customer_id" && field.name != "products");
    form.fields.retain(|field| field.kind != "reference");
    let data = FormPage { form, chosen, customers };
    let (template, title) = ("pages/installations/form.html", "title-installation-new");
    if typed.faults.is_empty() {
        return shell::render(page, template, title, &[], &data).await;
    }
    shell::render_invalid(page, template, title, &[], &data).await
}

fn chosen(page: &Page, typed: &Typed, (id, name): (Id, String), has: Vec<products::Product>) -> Chosen {
    let named = typed.body.get("products").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let ticked = |id: Id| named.iter().any(|one| one.as_str() == Some(&id.to_string()));
    let tick = |product: products::Product| Tick {
        label: format!("{} · {}", product.model, product.serial),
        ticked: ticked(product.id),
        id: product.id,
        accepted_on: product.accepted_on,
    };
    let (texts, lang) = (&page.services.texts, page.lang());
    let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
    let of_products = |fault: &&FieldFault| fault.path.split('.').next() == Some("products");
    let words = |fault: &FieldFault| crate::platform::fields::message("installation", fault, &translate);
    Chosen {
        href: format!("/customers/{id}"),
        id,
        name,
        ticks: has.into_iter().map(tick).collect(),
        faults: typed.faults.iter().filter(of_products).map(words).collect(),
    }
}
