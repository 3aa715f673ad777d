//! `/people`: list, one person, inviting and changing; what ends or opens somebody's way in is in [`entry`].

pub mod entry;

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::record_words::OrganisationKind;
use crate::error::Error;
use crate::features::shell::columns::columns;
use crate::features::shell::form::{self, Form, Typed};
use crate::features::shell::list::ListFrame;
use crate::features::{organisations, policy, shell};
use crate::platform::db::Id;
use crate::platform::fields::{Field, Offer};
use crate::platform::web::filters;
use crate::platform::web::flash::{self, Tone};
use crate::platform::web::incoming::IfMatch;

use super::model::{CHANGE, LANGUAGES, LIST, NEW, Person, ROLES};
use super::rules;
use super::service;

const HERE: &str = "/people";

/// What an agent's manager fills in: its people are its own.
const OWN: &[Field] = &[
    Field::text("name", 100).required(),
    Field::email("email").required(),
    Field::phone("phone"),
    Field::choices("roles", ROLES).required(),
    Field::choice("language", LANGUAGES),
];

/// The filter beside the search.
const NARROW: &[Field] = &[Field::id("organisation_id"), Field::choice("role", ROLES)];

#[derive(Serialize)]
struct Row {
    href: String,
    status: &'static str,
    #[serde(flatten)]
    person: Person,
}

#[derive(Serialize)]
struct ListPage {
    #[serde(flatten)]
    list: ListFrame<Row>,
    narrow: Form,
    everybody: bool,
    may_manage: bool,
    may_organise: bool,
}

/// `GET /people`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPeople)?;
    let everybody = scope.sees_all();
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&LIST, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let (found, houses) = page
        .read(move |conn, _| {
            let houses =
                if everybody { organisations::options(conn, OrganisationKind::ALL)? } else { vec![] };
            Ok((service::list(conn, &scope, &query)?, houses))
        })
        .await?;
    let chosen = serde_json::json!({
        "organisation_id": asked.query.filter("organisation_id"), "role": asked.query.filter("role"),
    });
    let houses = form::offers(houses.into_iter().map(|house| (house.id.to_string(), house.name)));
    let offers = BTreeMap::from([("organisation_id".to_string(), houses)]);
    let narrow = Typed::of(chosen.as_object().cloned().unwrap_or_default());
    let mut narrow = narrow.form(("user", NARROW), &offers, &page.services, None, lang);
    narrow.fields.retain(|field| everybody || field.name == "role");
    fitting(&mut narrow, (!everybody).then_some(page.actor.organisation_kind()));
    let mut heads = vec![("field-user-name", Some("name"))];
    if everybody {
        heads.push(("field-organisation-id", None));
    }
    heads.push(("field-roles", None));
    heads.push(("people-status", None));
    heads.push(("people-created", Some("created_at")));
    let columns = columns(&asked, HERE, &heads, texts, lang);
    let states = [
        (texts.text(lang, "status-active", &[]), "true"),
        (texts.text(lang, "status-inactive", &[]), "false"),
    ];
    let filters =
        vec![asked.group(HERE, texts.text(lang, "people-status", &[]), "active", &states, texts, lang)];
    let data = ListPage {
        list: ListFrame::new(
            asked,
            HERE,
            (filters, columns),
            &["q", "organisation_id", "role"],
            found.map(row),
        ),
        narrow,
        everybody,
        may_manage: page.actor.can(Action::ManagePeople),
        may_organise: everybody,
    };
    shell::render(&page, "pages/people/list.html", "title-people", &[], &data).await
}

#[derive(Serialize)]
struct DetailPage {
    person: Row,
    city_name: Option<String>,
    may_manage: bool,
    own: bool,
}

/// `GET /people/{id}`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn show(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPeople)?;
    let id = path_id(&request)?;
    let person = page.read(move |conn, _| service::show(conn, &scope, id)).await?;
    let name = person.name.clone();
    let own = id == page.actor.user();
    let policies = page.services.policies.current();
    let now = policies.at(page.now.0).map_err(Error::internal)?;
    let city = person.city.as_deref().and_then(|code| code.parse().ok());
    let data = DetailPage {
        city_name: city.map(|code| policy::city_name(now, code, page.lang())),
        person: row(person),
        may_manage: page.actor.can(Action::ManagePeople),
        own,
    };
    shell::render(&page, "pages/people/view.html", "title-person", &[("name", name)], &data).await
}

#[derive(Serialize)]
struct FormPage {
    form: Form,
    action: String,
    cancel_href: String,
    version: Option<i32>,
    person: Option<Row>,
    stale: bool,
}

/// `GET /people/new`.
///
/// # Errors
/// `Forbidden`.
pub async fn new(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::ManagePeople)?;
    let mut body = serde_json::Map::new();
    let asked = page.query("organisation_id");
    if asked.parse::<Id>().is_ok() {
        body.insert("organisation_id".into(), asked.into());
    }
    show_form(&page, &Typed::of(body), None, false).await
}

/// `POST /people/new`: the account, and the link to be given to the person.
///
/// # Errors
/// `Forbidden`; wrong fields show the form again.
pub async fn create(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManagePeople)?;
    let mut typed = Typed::read(table(&page), &page.form, None, page.services.settings.time_zone);
    let checked = typed.clone();
    let made = page
        .write(move |conn, page| {
            let person = service::create(conn, &page.actor, &scope, page.now, &checked.complete()?)?;
            let with = (&page.services.seal, page.now);
            let asked = (person.id, IfMatch::Version(person.version));
            service::invite(conn, &page.actor, &scope, with, asked)
        })
        .await;
    match made {
        Ok((person, token, until)) => entry::show_link(&page, person, &token, until, true).await,
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_form(&page, &typed, None, false).await
        }
        Err(other) => Err(other),
    }
}

/// `GET /people/{id}/edit`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn edit(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManagePeople)?;
    let id = path_id(&request)?;
    let person = page.read(move |conn, _| service::show(conn, &scope, id)).await?;
    let typed = Typed::of(service::as_body(&person));
    show_form(&page, &typed, Some(person), false).await
}

/// `POST /people/{id}/edit`.
///
/// # Errors
/// `Forbidden`, `NotFound`; wrong fields and a version that has passed show the form again.
pub async fn save(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManagePeople)?;
    let id = path_id(&request)?;
    let reader = scope.clone();
    let person = page.read(move |conn, _| service::show(conn, &reader, id)).await?;
    let policies = page.services.policies.current();
    let now = policies.at(page.now.0).map_err(Error::internal)?;
    let mut typed = Typed::read(CHANGE, &page.form, Some(now), page.services.settings.time_zone);
    let (checked, set) = (typed.clone(), policies.clone());
    let saved = page
        .write(move |conn, page| {
            let mut patch = checked.complete()?;
            if let Some(patch) = patch.as_object_mut() {
                for field in CHANGE {
                    patch.entry(field.name).or_insert(serde_json::Value::Null);
                }
            }
            let cities = &set.at(page.now.0).map_err(Error::internal)?.cities;
            let (place, target) = ((cities, page.now), (id, page.incoming.if_match));
            service::edit(conn, &page.actor, &scope, place, target, &patch)
        })
        .await;
    let there = format!("{HERE}/{id}");
    match saved {
        Ok(_) => Ok(flash::redirect(&there, Tone::Good, "person-saved")),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_form(&page, &typed, Some(person), false).await
        }
        Err(Error::Stale | Error::PreconditionRequired) => show_form(&page, &typed, Some(person), true).await,
        Err(Error::Conflict(code)) => Ok(refused(&there, code)),
        Err(other) => Err(other),
    }
}

/// Goes back with the words of a refusal.
fn refused(there: &str, code: &'static str) -> HttpResponse {
    let key = match code {
        "own_role" => "own-role",
        "own_account" => "own-account",
        "last_head" => "last-head",
        "inactive_account" => "inactive-account",
        _ => "conflict",
    };
    flash::redirect(there, Tone::Attention, key)
}

fn row(person: Person) -> Row {
    let status = match (person.active, person.invited) {
        (false, _) => "inactive",
        (true, true) => "invited",
        (true, false) => "active",
    };
    Row { href: format!("{HERE}/{}", person.id), status, person }
}

/// The fields of an invitation that this person fills in.
fn table(page: &Page) -> &'static [Field] {
    if page.actor.can(Action::ManageOrganisations) { NEW } else { OWN }
}

/// Leaves the roles that fit an organisation of this kind.
fn fitting(form: &mut Form, kind: Option<OrganisationKind>) {
    let Some(kind) = kind else { return };
    for field in form.fields.iter_mut().filter(|field| matches!(field.name.as_str(), "roles" | "role")) {
        field.options.retain(|option| option.value.parse().is_ok_and(|role| rules::fits(role, kind)));
    }
}

async fn show_form(
    page: &Page,
    typed: &Typed,
    person: Option<Person>,
    stale: bool,
) -> Result<HttpResponse, Error> {
    let everybody = page.actor.can(Action::ManageOrganisations);
    let choose = everybody && person.is_none();
    let offers = if choose { page.read(|conn, _| houses(conn)).await? } else { BTreeMap::new() };
    let table = if person.is_some() { CHANGE } else { table(page) };
    let policies = page.services.policies.current();
    let now = policies.at(page.now.0).map_err(Error::internal)?;
    let mut form = typed.form(("user", table), &offers, &page.services, Some(now), page.lang());
    let kind = match &person {
        Some(person) => Some(person.organisation_kind),
        None => (!everybody).then_some(page.actor.organisation_kind()),
    };
    fitting(&mut form, kind);
    for field in form.fields.iter_mut().filter(|field| field.name == "organisation_id") {
        field.required = true;
    }
    let goes = !matches!(kind, Some(OrganisationKind::EndUser | OrganisationKind::KeyAccount));
    form.fields.retain(|field| goes || field.name != "city");
    let marks = kind.is_none_or(|kind| kind == OrganisationKind::KeyAccount);
    form.fields.retain(|field| marks || field.name != "billing_contact");
    let here = person.as_ref().map(|person| format!("{HERE}/{}", person.id));
    let title = if person.is_some() { "title-person-edit" } else { "title-person-new" };
    let data = FormPage {
        form,
        action: here.as_ref().map_or_else(|| format!("{HERE}/new"), |here| format!("{here}/edit")),
        cancel_href: here.unwrap_or_else(|| HERE.to_string()),
        version: person.as_ref().map(|person| person.version),
        person: person.map(row),
        stale,
    };
    let template = "pages/people/form.html";
    if typed.faults.is_empty() && !stale {
        return shell::render(page, template, title, &[], &data).await;
    }
    shell::render_invalid(page, template, title, &[], &data).await
}

fn houses(conn: &mut crate::platform::db::Conn) -> Result<BTreeMap<String, Vec<Offer>>, Error> {
    let houses = organisations::options(conn, OrganisationKind::ALL)?;
    let houses = form::offers(houses.into_iter().map(|house| (house.id.to_string(), house.name)));
    Ok(BTreeMap::from([("organisation_id".to_string(), houses)]))
}
