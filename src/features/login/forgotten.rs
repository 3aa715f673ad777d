//! `/forgot-password`: asks for a link to set a password. The answer never tells whether anybody has the address.

use actix_web::http::{StatusCode, header};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::parts;
use crate::access::session::Origin;
use crate::error::Error;
use crate::features::shell::form::{Form, Typed};
use crate::features::users::FORGOTTEN;
use crate::platform::db::Moment;
use crate::platform::i18n::Lang;
use crate::platform::services::Services;
use crate::platform::web::flash::see_other;
use crate::platform::web::incoming::{self, Incoming, page_lang};
use crate::platform::web::statics;

use super::pages::refuse_other_sites;
use super::service;

#[derive(Serialize)]
struct ForgottenPage {
    lang: &'static str,
    statics: &'static str,
    title: String,
    demo: bool,
    other_language: &'static str,
    next: &'static str,
    request_id: String,
    sent: bool,
    connected: bool,
    wait: bool,
    form: Form,
}

/// `GET /forgot-password`.
///
/// # Errors
/// `Internal` where the page does not render.
pub async fn form(request: HttpRequest) -> Result<HttpResponse, Error> {
    let (services, _) = parts(&request)?;
    let incoming = Incoming::read(&request, false)?;
    let sent = incoming.query.iter().any(|(key, _)| key == "sent");
    page(&services, &incoming, page_lang(&request), &Typed::default(), (StatusCode::OK, sent))
}

/// `POST /forgot-password`.
///
/// # Errors
/// `Forbidden` where another site sent the form; what is no address shows the form again.
pub async fn submit(request: HttpRequest, mut payload: Payload) -> Result<HttpResponse, Error> {
    let (services, gate) = parts(&request)?;
    let incoming = Incoming::read(&request, services.settings.trusted_proxy)?;
    let bytes = incoming::body(&request, &mut payload).await?;
    refuse_other_sites(&request)?;
    let typed = Typed::read(FORGOTTEN, &incoming::pairs(&bytes)?, None, services.settings.time_zone);
    let lang = page_lang(&request);
    if !typed.faults.is_empty() {
        return page(&services, &incoming, lang, &typed, (StatusCode::UNPROCESSABLE_ENTITY, false));
    }
    let origin = Origin { address: incoming.address.clone(), agent: incoming.agent.clone() };
    let email = typed.body.get("email").and_then(serde_json::Value::as_str).unwrap_or("");
    let now = Moment::from(services.clock.now());
    match service::forgot_password(&services, &gate, &origin, email, now).await {
        Ok(()) => Ok(see_other("/forgot-password?sent=1")),
        Err(Error::TooMany(seconds)) => {
            let status = (StatusCode::TOO_MANY_REQUESTS, false);
            let mut response = page(&services, &incoming, lang, &typed, status)?;
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
            Ok(response)
        }
        Err(other) => Err(other),
    }
}

fn page(
    services: &Services,
    incoming: &Incoming,
    lang: Lang,
    typed: &Typed,
    (status, sent): (StatusCode, bool),
) -> Result<HttpResponse, Error> {
    let offers = std::collections::BTreeMap::new();
    let data = ForgottenPage {
        lang: lang.tag(),
        statics: statics::digest(),
        title: services.texts.text(lang, "title-forgot-password", &[]),
        demo: services.settings.demo,
        other_language: if lang == Lang::En { "zh-CN" } else { "en" },
        next: "/forgot-password",
        request_id: incoming.request_id.clone(),
        sent,
        connected: services.mailer.is_connected(),
        wait: status == StatusCode::TOO_MANY_REQUESTS,
        form: typed.form(("forgotten", FORGOTTEN), &offers, services, None, lang),
    };
    let html = services.views.render(lang, "pages/login/forgotten.html", &data)?;
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(html))
}
