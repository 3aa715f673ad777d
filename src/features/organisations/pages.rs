//! `/organisations`: the list for whoever sees people, new and changed ones by the administrator.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell::columns::columns;
use crate::features::shell::form::{Form, Typed};
use crate::features::shell::list::ListFrame;
use crate::features::{policy, shell};
use crate::platform::web::filters;
use crate::platform::web::flash::{self, Tone};

use super::model::{CHANGE, KINDS, LIST, NEW, Organisation};
use super::service;

const HERE: &str = "/organisations";

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    organisation: Organisation,
    city_name: Option<String>,
    status: &'static str,
}

#[derive(Serialize)]
struct ListPage {
    #[serde(flatten)]
    list: ListFrame<Row>,
    may_manage: bool,
}

/// `GET /organisations`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPeople)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let policies = page.services.policies.current();
    let now = policies.at(page.now.0).map_err(Error::internal)?;
    let asked = filters::read(&LIST, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let found = page.read(move |conn, _| service::list(conn, &scope, &query)).await?;
    let kinds: Vec<(String, &str)> =
        KINDS.iter().map(|kind| (texts.word(lang, "organisation-kind", kind), *kind)).collect();
    let states = [
        (texts.text(lang, "status-active", &[]), "true"),
        (texts.text(lang, "status-inactive", &[]), "false"),
    ];
    let heads = [
        ("field-organisation-name", Some("name")),
        ("field-kind", None),
        ("field-organisation-city", None),
        ("people-status", None),
        ("people-created", Some("created_at")),
    ];
    let columns = columns(&asked, HERE, &heads, texts, lang);
    let row = |organisation: Organisation| Row {
        city_name: organisation
            .city
            .as_deref()
            .and_then(|code| code.parse().ok())
            .map(|code| policy::city_name(now, code, lang)),
        status: if organisation.active { "active" } else { "inactive" },
        organisation,
    };
    let filters = vec![
        asked.group(HERE, texts.text(lang, "field-kind", &[]), "kind", &kinds, texts, lang),
        asked.group(HERE, texts.text(lang, "people-status", &[]), "active", &states, texts, lang),
    ];
    let data = ListPage {
        list: ListFrame::new(asked, HERE, (filters, columns), &["q"], found.map(row)),
        may_manage: page.actor.can(Action::ManageOrganisations),
    };
    shell::render(&page, "pages/organisations/list.html", "title-organisations", &[], &data).await
}

#[derive(Serialize)]
struct FormPage {
    form: Form,
    action: String,
    organisation: Option<Organisation>,
    stale: bool,
}

/// `GET /organisations/new`.
///
/// # Errors
/// `Forbidden`.
pub async fn new(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::ManageOrganisations)?;
    show_form(&page, &Typed::default(), None, false).await
}

/// `POST /organisations/new`.
///
/// # Errors
/// `Forbidden`; wrong fields show the form again.
pub async fn create(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::ManageOrganisations)?;
    let policies = page.services.policies.current();
    let now = policies.at(page.now.0).map_err(Error::internal)?;
    let mut typed = Typed::read(NEW, &page.form, Some(now), page.services.settings.time_zone);
    let (checked, set) = (typed.clone(), policies.clone());
    let made = page
        .write(move |conn, page| {
            let cities = &set.at(page.now.0).map_err(Error::internal)?.cities;
            service::create(conn, &page.actor, cities, page.now, &checked.complete()?)
        })
        .await;
    match made {
        Ok(_) => Ok(flash::redirect(HERE, Tone::Good, "organisation-created")),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_form(&page, &typed, None, false).await
        }
        Err(other) => Err(other),
    }
}

/// `GET /organisations/{id}/edit`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn edit(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManageOrganisations)?;
    let id = path_id(&request)?;
    let stored = page.read(move |conn, _| service::show(conn, &scope, id)).await?;
    show_form(&page, &Typed::of(service::as_body(&stored)), Some(stored), false).await
}

/// `POST /organisations/{id}/edit`.
///
/// # Errors
/// `Forbidden`, `NotFound`; wrong fields and a version that has passed show the form again.
pub async fn save(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManageOrganisations)?;
    let id = path_id(&request)?;
    let reader = scope.clone();
    let stored = page.read(move |conn, _| service::show(conn, &reader, id)).await?;
    let policies = page.services.policies.current();
    let now = policies.at(page.now.0).map_err(Error::internal)?;
    let mut typed = Typed::read(CHANGE, &page.form, Some(now), page.services.settings.time_zone);
    let (checked, set) = (typed.clone(), policies.clone());
    let saved = page
        .write(move |conn, page| {
            let cities = &set.at(page.now.0).map_err(Error::internal)?.cities;
            let mut patch = checked.complete()?;
            if let Some(patch) = patch.as_object_mut() {
                patch.entry("city").or_insert(serde_json::Value::Null);
            }
            service::edit(conn, &page.actor, &scope, cities, page.now, (id, page.incoming.if_match), &patch)
        })
        .await;
    match saved {
        Ok(_) => Ok(flash::redirect(HERE, Tone::Good, "organisation-saved")),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_form(&page, &typed, Some(stored), false).await
        }
        Err(Error::Stale | Error::PreconditionRequired) => show_form(&page, &typed, Some(stored), true).await,
        Err(Error::Conflict(_)) => Ok(flash::redirect(HERE, Tone::Attention, "own-organisation")),
        Err(other) => Err(other),
    }
}

async fn show_form(
    page: &Page,
    typed: &Typed,
    organisation: Option<Organisation>,
    stale: bool,
) -> Result<HttpResponse, Error> {
    let policies = page.services.policies.current();
    let now = policies.at(page.now.0).map_err(Error::internal)?;
    let table = if organisation.is_some() { CHANGE } else { NEW };
    let form = typed.form(("organisation", table), &BTreeMap::new(), &page.services, Some(now), page.lang());
    let title = if organisation.is_some() { "title-organisation-edit" } else { "title-organisation-new" };
    let action =
        organisation.as_ref().map_or_else(|| format!("{HERE}/new"), |one| format!("{HERE}/{}/edit", one.id));
    let data = FormPage { form, action, organisation, stale };
    let template = "pages/organisations/form.html";
    if typed.faults.is_empty() && !stale {
        return shell::render(page, template, title, &[], &data).await;
    }
    shell::render_invalid(page, template, title, &[], &data).await
}
