//! `/qualifications`: the register, new entries, revocations.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::json;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::record_words::OrganisationKind;
use crate::error::Error;
use crate::features::shell::columns::columns;
use crate::features::shell::form::{Form, Typed, offers};
use crate::features::shell::list::ListFrame;
use crate::features::{organisations, shell, users};
use crate::platform::fields::Field;
use crate::platform::web::filters;
use crate::platform::web::flash::{self, Tone};

use super::model::{LIST, NEW, Qualification, ROLES};
use super::service;

const HERE: &str = "/qualifications";

/// The filter beside the chips.
const NARROW: &[Field] = &[Field::id("organisation_id")];

#[derive(Serialize)]
struct ListPage {
    #[serde(flatten)]
    list: ListFrame<Qualification>,
    narrow: Form,
    everybody: bool,
    may_manage: bool,
}

/// `GET /qualifications`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewQualifications)?;
    let everybody = scope.sees_all();
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&LIST, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let (found, houses) = page
        .read(move |conn, page| {
            let kinds = [OrganisationKind::Vendor, OrganisationKind::Agent];
            let houses = if everybody { organisations::options(conn, &kinds)? } else { vec![] };
            Ok((service::list(conn, &page.services, &scope, &query, page.now)?, houses))
        })
        .await?;
    let chosen = json!({ "organisation_id": asked.query.filter("organisation_id") });
    let houses = offers(houses.into_iter().map(|house| (house.id.to_string(), house.name)));
    let narrow = Typed::of(chosen.as_object().cloned().unwrap_or_default());
    let given = BTreeMap::from([("organisation_id".to_string(), houses)]);
    let narrow = narrow.form(("qualification", NARROW), &given, &page.services, None, lang);
    let mut heads = vec![("field-qualification-user-id", None)];
    if everybody {
        heads.push(("field-organisation-id", None));
    }
    heads.extend([
        ("field-certificate-number", None),
        ("field-passed-on", None),
        ("field-valid-until", Some("valid_until")),
        ("qualification-state", None),
    ]);
    let valid = [
        (texts.text(lang, "qualification-valid", &[]), "true"),
        (texts.text(lang, "qualification-not-valid", &[]), "false"),
    ];
    let soon = [(texts.text(lang, "qualification-expiring", &[]), "true")];
    let state = texts.text(lang, "qualification-state", &[]);
    let filters = vec![
        asked.group(HERE, state, "valid", &valid, texts, lang),
        asked.group(HERE, texts.text(lang, "field-valid-until", &[]), "expiring", &soon, texts, lang),
    ];
    let columns = columns(&asked, HERE, &heads, texts, lang);
    let data = ListPage {
        list: ListFrame::new(asked, HERE, (filters, columns), &["organisation_id"], found),
        narrow,
        everybody,
        may_manage: page.actor.can(Action::ManageQualifications),
    };
    shell::render(&page, "pages/qualifications/list.html", "title-qualifications", &[], &data).await
}

#[derive(Serialize)]
struct FormPage {
    form: Form,
}

/// `GET /qualifications/new`; `?user_id=` names the person.
///
/// # Errors
/// `Forbidden`.
pub async fn new(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::ManageQualifications)?;
    let named = page.incoming.query.iter().find(|(key, _)| key == "user_id");
    let body = named.map(|(key, value)| (key.clone(), json!(value)));
    show_form(&page, &Typed::of(body.into_iter().collect())).await
}

/// `POST /qualifications/new`.
///
/// # Errors
/// `Forbidden`; wrong fields show the form again.
pub async fn create(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::ManageQualifications)?;
    let mut typed = Typed::read(NEW, &page.form, None, page.services.settings.time_zone);
    let checked = typed.clone();
    let made = page
        .write(move |conn, page| {
            service::create(conn, &page.services, &page.actor, &checked.complete()?, page.now)
        })
        .await;
    match made {
        Ok(_) => Ok(flash::redirect(HERE, Tone::Good, "qualification-created")),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_form(&page, &typed).await
        }
        Err(other) => Err(other),
    }
}

async fn show_form(page: &Page, typed: &Typed) -> Result<HttpResponse, Error> {
    let people = page
        .read(|conn, _| {
            let people = users::in_service(conn, ROLES)?;
            let houses = organisations::names(conn, people.iter().map(|person| person.organisation))?;
            let label = |person: users::Card| {
                let house = houses.get(&person.organisation).map_or("", |house| house.name.as_str());
                (person.id.to_string(), format!("{} · {house}", person.name))
            };
            Ok(people.into_iter().map(label).collect::<Vec<_>>())
        })
        .await?;
    let given = BTreeMap::from([("user_id".to_string(), offers(people))]);
    let form = typed.form(("qualification", NEW), &given, &page.services, None, page.lang());
    let data = FormPage { form };
    let (template, title) = ("pages/qualifications/form.html", "title-qualification-new");
    if typed.faults.is_empty() {
        return shell::render(page, template, title, &[], &data).await;
    }
    shell::render_invalid(page, template, title, &[], &data).await
}

/// `POST /qualifications/{id}/revoke`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn revoke(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::ManageQualifications)?;
    let id = path_id(&request)?;
    let reason = page.field("reason").to_string();
    let revoked = page
        .write(move |conn, page| {
            let (target, body) = ((id, page.incoming.if_match), json!({ "reason": reason }));
            service::revoke(conn, &page.services, &page.actor, target, &body, page.now)
        })
        .await;
    match revoked {
        Ok(_) => Ok(flash::redirect(HERE, Tone::Good, "qualification-revoked")),
        Err(Error::Invalid(_)) => Ok(flash::redirect(HERE, Tone::Attention, "qualification-reason-missing")),
        Err(Error::Conflict(_) | Error::Stale) => {
            Ok(flash::redirect(HERE, Tone::Attention, "qualification-already-revoked"))
        }
        Err(other) => Err(other),
    }
}
