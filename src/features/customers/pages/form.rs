//! The form of a customer: new, changed, shown again where something is wrong. An agent is asked for less than the
//! vendor's staff.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::record_words::OrganisationKind;
use crate::domain::sla::Profile;
use crate::error::Error;
use crate::features::shell::form::{self, Form, Typed};
use crate::features::{organisations, shell, users};
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{Field, Offer, OptionView};
use crate::platform::web::flash::{self, Tone};

use super::super::api::warnings;
use super::super::model::{CLASSES, CONTACT, FIELDS, Warning};
use super::super::service;
use super::super::{check, engineers};
use super::{HERE, in_force};

/// What an agent fills in: its customers are end users of its own.
const OWN: &[Field] = &[
    Field::text("name", 200).required().wide(),
    Field::city("city").required().list_id("cities"),
    Field::text("credit_code", 40),
    Field::text("industry", 100),
    Field::id("fixed_engineer_id"),
    Field::list("contacts", 20, CONTACT),
];

/// What somebody of the vendor fills in who does not say whose customers are.
const UNASSIGNED: &[Field] = &[
    Field::text("name", 200).required().wide(),
    Field::choice("class", CLASSES).required(),
    Field::city("city").required().list_id("cities"),
    Field::text("credit_code", 40),
    Field::text("industry", 100),
    Field::id("fixed_engineer_id"),
    Field::list("contacts", 20, CONTACT),
];

#[derive(Serialize)]
struct FormPage {
    form: Form,
    action: String,
    cancel_href: String,
    version: Option<i32>,
    warnings: Vec<Warning>,
    new: bool,
    stale: bool,
    name: Option<String>,
}

/// `GET /customers/new`.
///
/// # Errors
/// `Forbidden`.
pub async fn new(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::WriteCustomers)?;
    let typed = Typed { spare: 1, ..Typed::default() };
    show_form(&page, &typed, None, vec![]).await
}

/// `POST /customers/new`. Customers that look the same are shown before the first is made.
///
/// # Errors
/// `Forbidden`; wrong fields show the form again.
pub async fn create(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::WriteCustomers)?;
    let policies = page.services.policies.current();
    let now = in_force(&policies, &page)?;
    let mut typed = Typed::read(table(&page), &page.form, Some(now), page.services.settings.time_zone);
    if Typed::only_rows(&page) {
        typed.faults.clear();
        return show_form(&page, &typed, None, vec![]).await;
    }
    let confirmed = !page.field("_confirmed").is_empty();
    let body = with_class(&page, &typed);
    let faults = typed.faults.clone();
    let made = page
        .write(move |conn, page| {
            if !faults.is_empty() {
                return Err(Error::Invalid(faults.clone()));
            }
            let with = (&**page.services, page.now);
            if !confirmed {
                let alike = service::would_be_alike(conn, &page.actor, &scope, with, &body)?;
                if !alike.is_empty() {
                    return Ok(Err(alike));
                }
            }
            Ok(Ok(service::create(conn, &page.actor, &scope, with, &body)?.0.id))
        })
        .await;
    match made {
        Ok(Ok(id)) => Ok(flash::redirect(&format!("{HERE}/{id}"), Tone::Good, "customer-created")),
        Ok(Err(alike)) => {
            let code = typed.body.get("credit_code").and_then(Value::as_str);
            let odd = warnings(code, alike, page.lang(), &page.services.texts);
            show_form(&page, &typed, None, odd).await
        }
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_form(&page, &typed, None, vec![]).await
        }
        Err(other) => Err(other),
    }
}

/// `GET /customers/{id}/edit`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn edit(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::WriteCustomers)?;
    let id = path_id(&request)?;
    let stored = page.write(move |conn, page| service::open(conn, &page.actor, &scope, id, page.now)).await?;
    let typed = Typed { spare: 1, ..Typed::of(check::as_body(&stored)) };
    show_form(&page, &typed, Some((id, stored.version, stored.name)), vec![]).await
}

/// `POST /customers/{id}/edit`.
///
/// # Errors
/// `Forbidden`, `NotFound`; wrong fields and a version that has passed show the form again.
pub async fn save(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::WriteCustomers)?;
    let id = path_id(&request)?;
    let policies = page.services.policies.current();
    let now = in_force(&policies, &page)?;
    let mut typed = Typed::read(table(&page), &page.form, Some(now), page.services.settings.time_zone);
    let reader = scope.clone();
    let stored = page.read(move |conn, page| service::writable(conn, &page.actor, &reader, id)).await?;
    let shown = (id, stored.version, stored.name.clone());
    if Typed::only_rows(&page) {
        typed.faults.clear();
        return show_form(&page, &typed, Some(shown), vec![]).await;
    }
    let said = typed.clone();
    let saved = page
        .write(move |conn, page| {
            let expected = page.incoming.if_match;
            let patch = said.patch(table(page));
            if patch.is_err() {
                // Whoever was slower hears that first.
                expected.check(service::writable(conn, &page.actor, &scope, id)?.version)?;
            }
            let with = (&**page.services, page.now);
            service::edit(conn, &page.actor, &scope, with, (id, expected), &patch?)
        })
        .await;
    match saved {
        Ok(_) => Ok(flash::redirect(&format!("{HERE}/{id}"), Tone::Good, "customer-saved")),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_form(&page, &typed, Some(shown), vec![]).await
        }
        Err(Error::Stale | Error::PreconditionRequired) => {
            // What was typed stays; sending it again puts it over the version that is shown now.
            let mut data = form_page(&page, &typed, Some(shown), vec![]).await?;
            data.stale = true;
            shell::render_invalid(&page, "pages/customers/form.html", "title-customer-edit", &[], &data).await
        }
        Err(other) => Err(other),
    }
}

/// The fields that this person fills in.
fn table(page: &Page) -> &'static [Field] {
    if !page.actor.is_vendor() {
        OWN
    } else if page.actor.can(Action::AssignCustomers) {
        FIELDS
    } else {
        UNASSIGNED
    }
}

fn with_class(page: &Page, typed: &Typed) -> Value {
    let mut body = typed.body.clone();
    if !page.actor.is_vendor() {
        body.insert("class".into(), "end_user".into());
    }
    Value::Object(body)
}

async fn show_form(
    page: &Page,
    typed: &Typed,
    stored: Option<(Id, i32, String)>,
    warnings: Vec<Warning>,
) -> Result<HttpResponse, Error> {
    let title = if stored.is_some() { "title-customer-edit" } else { "title-customer-new" };
    let wrong = !typed.faults.is_empty() || !warnings.is_empty();
    let data = form_page(page, typed, stored, warnings).await?;
    if wrong {
        return shell::render_invalid(page, "pages/customers/form.html", title, &[], &data).await;
    }
    shell::render(page, "pages/customers/form.html", title, &[], &data).await
}

async fn form_page(
    page: &Page,
    typed: &Typed,
    stored: Option<(Id, i32, String)>,
    warnings: Vec<Warning>,
) -> Result<FormPage, Error> {
    let policies = page.services.policies.current();
    let now = in_force(&policies, page)?;
    let assigns = page.actor.can(Action::AssignCustomers);
    let agent = typed.body.get("agent_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let offers = page
        .read(move |conn, page| {
            let mut offers = if assigns { references(conn)? } else { BTreeMap::new() };
            let engineers = engineers::engineers(conn, &page.actor, agent)?;
            offers.insert("fixed_engineer_id".into(), form::offers(engineers));
            Ok(offers)
        })
        .await?;
    let mut form = typed.form(("customer", table(page)), &offers, &page.services, Some(now), page.lang());
    form.fields.retain(|field| stored.is_none() || field.name != "class");
    form.fields.retain(|field| stored.is_some() || field.name != "apply_to_open");
    for field in form.fields.iter_mut().filter(|field| field.name == "sla_profile") {
        field.kind = "choice";
        let named = |profile: &Profile| OptionView {
            value: profile.id.clone(),
            label: profile.name.for_locale(page.lang().tag()).to_string(),
            help: None,
            chosen: profile.id == field.value,
        };
        field.options = now.sla.profiles().map(named).collect();
    }
    // A reference without anything to choose from would be an empty box for an id.
    form.fields.retain(|field| field.kind != "reference");
    let here = stored.as_ref().map(|(id, _, _)| format!("{HERE}/{id}"));
    Ok(FormPage {
        form,
        action: here.as_ref().map_or_else(|| format!("{HERE}/new"), |here| format!("{here}/edit")),
        cancel_href: here.unwrap_or_else(|| HERE.to_string()),
        version: stored.as_ref().map(|(_, version, _)| *version),
        new: stored.is_none(),
        stale: false,
        name: stored.map(|(_, _, name)| name),
        warnings,
    })
}

fn references(conn: &mut Conn) -> Result<BTreeMap<String, Vec<Offer>>, Error> {
    let houses = organisations::options(
        conn,
        &[OrganisationKind::Agent, OrganisationKind::EndUser, OrganisationKind::KeyAccount],
    )?;
    let agents = houses.iter().filter(|house| house.kind == OrganisationKind::Agent);
    let agents = form::offers(agents.map(|agent| (agent.id.to_string(), agent.name.clone())));
    let managers = users::account_managers(conn)?;
    let managers = form::offers(managers.into_iter().map(|(id, name)| (id.to_string(), name)));
    let houses = form::offers(houses.into_iter().map(|house| (house.id.to_string(), house.name)));
    Ok(BTreeMap::from([
        ("agent_id".to_string(), agents),
        ("account_manager_id".to_string(), managers),
        ("organisation_id".to_string(), houses),
    ]))
}
