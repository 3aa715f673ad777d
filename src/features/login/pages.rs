//! The login page, logging out and choosing a language.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::{blocking, pages_actor, parts, refuse_forged, session_cookie};
use crate::access::session::{Origin, SessionKind};
use crate::access::{Action, Page, password};
use crate::error::Error;
use crate::features::users;
use crate::platform::db::Moment;
use crate::platform::i18n::Lang;
use crate::platform::services::{DemoAccount, Services};
use crate::platform::web::flash::see_other;
use crate::platform::web::incoming::{self, Incoming, LANGUAGE_COOKIE, page_lang};
use crate::platform::web::statics;

use super::service;

#[derive(Debug, Serialize)]
struct LoginPage {
    lang: &'static str,
    statics: &'static str,
    title: String,
    next: String,
    email: String,
    notice: Option<String>,
    error: Option<String>,
    demo: bool,
    accounts: Vec<DemoAccount>,
    demo_password: &'static str,
    other_language: &'static str,
}

/// `GET /login`.
///
/// # Errors
/// `Internal` where the page does not render.
pub async fn form(request: HttpRequest) -> Result<HttpResponse, Error> {
    let (services, _) = parts(&request)?;
    let incoming = Incoming::read(&request, false)?;
    let next = incoming.query.iter().find(|(key, _)| key == "next").map_or("/", |(_, value)| value.as_str());
    let lang = page_lang(&request);
    let notice = incoming.query.iter().find_map(|(key, value)| match (key.as_str(), value.as_str()) {
        ("left", _) => Some("login-left"),
        ("notice", "setup") => Some("login-setup-done"),
        _ => None,
    });
    let notice = notice.map(|key| services.texts.text(lang, key, &[]));
    page(&services, lang, own_path(next), "", notice, None)
}

/// `POST /login`.
///
/// # Errors
/// `Forbidden` where another site sent the form; a wrong password shows the form again.
pub async fn submit(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Error> {
    let (services, gate) = parts(&request)?;
    let incoming = Incoming::read(&request, services.settings.trusted_proxy)?;
    let mut payload = payload;
    let bytes = incoming::body(&request, &mut payload).await?;
    refuse_other_sites(&request)?;
    let form = incoming::pairs(&bytes)?;
    let value = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let origin = Origin { address: incoming.address, agent: incoming.agent };
    let email: String = value("email").chars().take(254).collect();
    let password: String = value("password").chars().take(1000).collect();
    let next = own_path(value("next")).to_string();
    let now = Moment::from(services.clock.now());
    let user = match service::check_password(&services, &gate, &origin, &email, password).await {
        Ok(user) => user,
        Err(fault @ (Error::Unauthenticated(_) | Error::TooMany(_) | Error::Unavailable)) => {
            return page(&services, page_lang(&request), &next, &email, None, Some(&fault));
        }
        Err(other) => return Err(other),
    };
    let db = services.db.clone();
    let actor =
        blocking(move || db.write(|conn| service::open(conn, user, SessionKind::Pages, &origin, now)))
            .await?;
    let cookie = session_cookie(service::pages_token(&gate, &actor, now)?, services.settings.cookie_secure);
    let mut response = see_other(&next);
    response.add_cookie(&cookie).map_err(|fault| Error::internal(fault.to_string()))?;
    keep_language(&mut response, actor.lang(), &services)?;
    Ok(response)
}

/// `POST /logout`.
///
/// # Errors
/// What the database answers.
pub async fn logout(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::OwnAccount)?;
    page.write(|conn, page| service::logout(conn, &page.actor, page.now)).await?;
    let mut response = see_other("/login?left=1");
    let cookie = session_cookie(String::new(), page.services.settings.cookie_secure);
    response.add_cookie(&cookie).map_err(|fault| Error::internal(fault.to_string()))?;
    // What forms kept in the browser leaves with the person.
    response.headers_mut().insert(
        header::HeaderName::from_static("clear-site-data"),
        header::HeaderValue::from_static("\"storage\""),
    );
    Ok(response)
}

/// `POST /language`, with `to` and `next`: chooses the language of this browser; of the account too, where the form
/// carries the word of the session.
///
/// # Errors
/// `Forbidden` where another site sent the form, or where the word against forgery is wrong.
pub async fn language(request: HttpRequest, mut payload: Payload) -> Result<HttpResponse, Error> {
    let (services, gate) = parts(&request)?;
    let incoming = Incoming::read(&request, services.settings.trusted_proxy)?;
    let bytes = incoming::body(&request, &mut payload).await?;
    refuse_other_sites(&request)?;
    let form = incoming::pairs(&bytes)?;
    let value = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let lang = value("to").and_then(Lang::from_tag).unwrap_or_default();
    if value("_csrf").is_some() {
        let now = Moment::from(services.clock.now());
        let actor = pages_actor(&request, &services, &gate, &incoming, now).await?;
        refuse_forged(&form, &actor)?;
        let db = services.db.clone();
        blocking(move || db.write(|conn| users::choose_language(conn, &actor, lang, now))).await?;
    }
    let mut response = see_other(own_path(value("next").unwrap_or("/")));
    keep_language(&mut response, lang, &services)?;
    Ok(response)
}

/// Makes the browser remember the language, for pages that do not know who is there: the login, and what goes wrong.
fn keep_language(response: &mut HttpResponse, lang: Lang, services: &Services) -> Result<(), Error> {
    let cookie = Cookie::build(LANGUAGE_COOKIE, lang.tag())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(services.settings.cookie_secure)
        .max_age(actix_web::cookie::time::Duration::days(365))
        .finish();
    response.add_cookie(&cookie).map_err(|fault| Error::internal(fault.to_string()))
}

fn page(
    services: &Services,
    lang: Lang,
    next: &str,
    email: &str,
    notice: Option<String>,
    fault: Option<&Error>,
) -> Result<HttpResponse, Error> {
    let error = fault.map(|fault| {
        let key = format!("problem-detail-{}", fault.code().replace('_', "-"));
        services.texts.text(lang, &key, &[])
    });
    let context = LoginPage {
        lang: lang.tag(),
        statics: statics::digest(),
        title: services.texts.text(lang, "title-login", &[]),
        next: next.to_string(),
        notice,
        email: email.to_string(),
        error,
        demo: services.settings.demo,
        accounts: services.settings.demo_accounts.clone(),
        demo_password: if services.settings.demo { password::DEMO } else { "" },
        other_language: if lang == Lang::En { "zh-CN" } else { "en" },
    };
    let html = services.views.render(lang, "pages/login/form.html", &context)?;
    let mut response = match fault {
        None => HttpResponse::Ok(),
        Some(Error::TooMany(seconds)) => {
            let mut response = HttpResponse::TooManyRequests();
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
            response
        }
        Some(Error::Unauthenticated(_)) => HttpResponse::Unauthorized(),
        Some(_) => HttpResponse::ServiceUnavailable(),
    };
    Ok(response
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(html))
}

/// Only paths of our own are gone to after a login.
fn own_path(next: &str) -> &str {
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.contains(char::is_control);
    if own { next } else { "/" }
}

/// A form without a session has no word against forgery; browsers say where it came from instead.
pub(super) fn refuse_other_sites(request: &HttpRequest) -> Result<(), Error> {
    let site = request.headers().get("sec-fetch-site").and_then(|value| value.to_str().ok());
    if matches!(site, Some("cross-site" | "same-site")) {
        Err(Error::Forbidden("forged_request"))
    } else {
        Ok(())
    }
}
