//! `/forgot-password`: asks for a link to set a password. The answer never tells whether anybody has the address.

use actix_web::http::{StatusCode, header};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::error::Error;
use crate::features::shell::form::{Form, Typed};
use crate::features::shell::plain::Visit;
use crate::features::users::FORGOTTEN;
use crate::platform::web::flash::see_other;
use crate::platform::web::incoming;

use super::pages::refuse_other_sites;
use super::service;

#[derive(Serialize)]
struct ForgottenPage {
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
    let visit = Visit::read(&request)?;
    let sent = visit.incoming.query.iter().any(|(key, _)| key == "sent");
    page(&visit, &Typed::default(), StatusCode::OK, sent)
}

/// `POST /forgot-password`.
///
/// # Errors
/// `Forbidden` where another site sent the form; what is no address shows the form again.
pub async fn submit(request: HttpRequest, mut payload: Payload) -> Result<HttpResponse, Error> {
    let visit = Visit::read(&request)?;
    let bytes = incoming::body(&request, &mut payload).await?;
    refuse_other_sites(&request)?;
    let zone = visit.services.settings.time_zone;
    let typed = Typed::read(FORGOTTEN, &incoming::pairs(&bytes)?, None, zone);
    if !typed.faults.is_empty() {
        return page(&visit, &typed, StatusCode::UNPROCESSABLE_ENTITY, false);
    }
    let email = typed.body.get("email").and_then(serde_json::Value::as_str).unwrap_or("");
    let asked =
        service::forgot_password(&visit.services, &visit.gate, &visit.origin(), email, visit.now).await;
    match asked {
        Ok(()) => Ok(see_other("/forgot-password?sent=1")),
        Err(Error::TooMany(seconds)) => {
            let mut response = page(&visit, &typed, StatusCode::TOO_MANY_REQUESTS, false)?;
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
            Ok(response)
        }
        Err(other) => Err(other),
    }
}

fn page(visit: &Visit, typed: &Typed, status: StatusCode, sent: bool) -> Result<HttpResponse, Error> {
    let offers = std::collections::BTreeMap::new();
    let data = ForgottenPage {
        sent,
        connected: visit.services.mailer.is_connected(),
        wait: status == StatusCode::TOO_MANY_REQUESTS,
        form: typed.form(("forgotten", FORGOTTEN), &offers, &visit.services, None, visit.lang),
    };
    visit.page(status, "pages/login/forgotten.html", "title-forgot-password", &data)
}
