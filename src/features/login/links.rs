//! Pages behind one-time links: setting a password, and setting up an empty portal. The link is the permission; one
//! that is not good (any more) looks like one that never was.

use actix_web::http::StatusCode;
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::{blocking, session_cookie};
use crate::access::session::SessionKind;
use crate::error::Error;
use crate::features::shell::form::{Form, Typed};
use crate::features::shell::plain::Visit;
use crate::features::users::{first, password};
use crate::platform::fields::Field;
use crate::platform::web::flash::see_other;
use crate::platform::web::incoming;

use super::service;

#[derive(Serialize)]
struct LinkPage {
    good: bool,
    form: Option<Form>,
    email: Option<String>,
    note: Option<String>,
}

#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    table: &'static [Field],
    title: &'static str,
    note: &'static str,
}

const PASSWORD: Kind = Kind {
    name: "set_password",
    table: password::SET,
    title: "title-set-password",
    note: "set-password-note",
};
const SETUP: Kind = Kind { name: "setup", table: first::SETUP, title: "title-setup", note: "setup-note" };

/// `GET /set-password/{token}`.
///
/// # Errors
/// What the database answers.
pub async fn password_form(request: HttpRequest) -> Result<HttpResponse, Error> {
    let visit = Visit::read(&request)?;
    match owner(&visit).await? {
        Some(owner) => form(&visit, PASSWORD, &Typed::default(), Some(owner.email)),
        None => gone(&visit, PASSWORD),
    }
}

/// `POST /set-password/{token}`: sets the password, uses the link up and logs the person in.
///
/// # Errors
/// What the database answers; a weak password shows the form again.
pub async fn set_password(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Error> {
    let visit = Visit::read(&request)?;
    let Some(owner) = owner(&visit).await? else { return gone(&visit, PASSWORD) };
    let mut typed = typed(&visit, &request, payload, PASSWORD).await?;
    let judged = typed.complete().and_then(|_| password::judge(&typed.body, &[&owner.email, &owner.name]));
    let chosen = match judged {
        Ok(chosen) => chosen,
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            return form(&visit, PASSWORD, &typed, Some(owner.email));
        }
        Err(other) => return Err(other),
    };
    let hash = visit.gate.passwords.hash(chosen).await?;
    let (db, token, now, origin) =
        (visit.services.db.clone(), visit.token.clone(), visit.now, visit.origin());
    let set = blocking(move || {
        db.write(|conn| {
            let owner = password::set(conn, &token, &hash, &origin.address, now)?;
            service::open(conn, owner.id, SessionKind::Pages, &origin, now)
        })
    });
    let actor = match set.await {
        Err(Error::NotFound) => return gone(&visit, PASSWORD),
        other => other?,
    };
    let token = service::pages_token(&visit.gate, &actor, visit.now)?;
    let mut response = see_other("/");
    response
        .add_cookie(&session_cookie(token, visit.services.settings.cookie_secure))
        .map_err(|fault| Error::internal(fault.to_string()))?;
    Ok(response)
}

/// `GET /setup/{token}`.
///
/// # Errors
/// What the database answers.
pub async fn setup_form(request: HttpRequest) -> Result<HttpResponse, Error> {
    let visit = Visit::read(&request)?;
    if sets_up(&visit).await? { form(&visit, SETUP, &Typed::default(), None) } else { gone(&visit, SETUP) }
}

/// `POST /setup/{token}`: makes the vendor's organisation and its administrator.
///
/// # Errors
/// What the database answers; wrong fields show the form again.
pub async fn set_up(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Error> {
    let visit = Visit::read(&request)?;
    if !sets_up(&visit).await? {
        return gone(&visit, SETUP);
    }
    let mut typed = typed(&visit, &request, payload, SETUP).await?;
    let own: Vec<String> = ["email", "name", "organisation"]
        .iter()
        .filter_map(|name| Some(typed.body.get(*name)?.as_str()?.into()))
        .collect();
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let chosen = match typed.complete().and_then(|_| password::judge(&typed.body, &own)) {
        Ok(chosen) => chosen,
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            return form(&visit, SETUP, &typed, None);
        }
        Err(other) => return Err(other),
    };
    let hash = visit.gate.passwords.hash(chosen).await?;
    let (db, token, now, lang) = (visit.services.db.clone(), visit.token.clone(), visit.now, visit.lang);
    let (address, body) = (visit.incoming.address.clone(), typed.body.clone());
    let made =
        blocking(move || db.write(|conn| first::create(conn, &token, &body, (&hash, lang), &address, now)));
    match made.await {
        Ok(()) => Ok(see_other("/login?notice=setup")),
        Err(Error::NotFound) => gone(&visit, SETUP),
        Err(other) => Err(other),
    }
}

async fn owner(visit: &Visit) -> Result<Option<password::Owner>, Error> {
    let (db, token, now) = (visit.services.db.clone(), visit.token.clone(), visit.now);
    blocking(move || db.read(|conn| password::owner(conn, &token, now))).await
}

async fn sets_up(visit: &Visit) -> Result<bool, Error> {
    let (db, token, now) = (visit.services.db.clone(), visit.token.clone(), visit.now);
    blocking(move || db.read(|conn| first::is_good(conn, &token, now))).await
}

async fn typed(
    visit: &Visit,
    request: &HttpRequest,
    mut payload: Payload,
    kind: Kind,
) -> Result<Typed, Error> {
    let bytes = incoming::body(request, &mut payload).await?;
    let pairs = incoming::pairs(&bytes)?;
    Ok(Typed::read(kind.table, &pairs, None, visit.services.settings.time_zone))
}

fn form(visit: &Visit, kind: Kind, typed: &Typed, email: Option<String>) -> Result<HttpResponse, Error> {
    let offers = std::collections::BTreeMap::new();
    let form = typed.form((kind.name, kind.table), &offers, &visit.services, None, visit.lang);
    let status = if typed.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page(visit, kind, status, Some(form), email)
}

fn gone(visit: &Visit, kind: Kind) -> Result<HttpResponse, Error> {
    page(visit, kind, StatusCode::NOT_FOUND, None, None)
}

fn page(
    visit: &Visit,
    kind: Kind,
    status: StatusCode,
    form: Option<Form>,
    email: Option<String>,
) -> Result<HttpResponse, Error> {
    let data = LinkPage { good: form.is_some(), form, email, note: Some(visit.text(kind.note)) };
    visit.page_of_link(status, "pages/login/link.html", kind.title, &data)
}
