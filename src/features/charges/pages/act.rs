//! What the billing clerk does with one charge: every step goes back to its page and says there what came of it.

use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use crate::access::call::path_id;
use crate::access::{Action, Page, Scope};
use crate::domain::record_words::ChargeStatus;
use crate::error::Error;
use crate::features::charges::confirm;
use crate::features::charges::model::Charge;
use crate::features::charges::{hold as holding, waive as waiving};
use crate::platform::db::{Conn, Id};
use crate::platform::web::flash::{self, Tone};

/// `POST /billing/charges/{id}/confirm`.
///
/// # Errors
/// `NotFound`, `Forbidden`; a conflict goes back to the page and says so.
pub async fn confirm_one(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(
        page,
        request,
        |_| "charge-confirmed",
        |conn, page, scope, id| {
            let zone = page.services.settings.time_zone;
            confirm::confirm(conn, &page.actor, scope, page.now, zone, id, page.incoming.if_match)
        },
    )
    .await
}

/// `POST /billing/charges/{id}/hold`.
///
/// # Errors
/// As [`confirm_one`].
pub async fn hold(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(
        page,
        request,
        |_| "charge-held",
        |conn, page, scope, id| {
            let target = (id, page.incoming.if_match);
            holding::hold(conn, &page.actor, scope, page.now, target, &reason(page))
        },
    )
    .await
}

/// `POST /billing/charges/{id}/release`.
///
/// # Errors
/// As [`confirm_one`].
pub async fn release(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(
        page,
        request,
        |_| "charge-released",
        |conn, page, scope, id| {
            let target = (id, page.incoming.if_match);
            holding::release(conn, &page.actor, scope, page.now, target, &reason(page))
        },
    )
    .await
}

/// `POST /billing/charges/{id}/waive`.
///
/// # Errors
/// As [`confirm_one`].
pub async fn waive(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, waived_or_asked, |conn, page, scope, id| {
        let target = (id, page.incoming.if_match);
        let limit = page.services.settings.waiver_limit_fen;
        waiving::waive(conn, &page.actor, scope, page.now, target, &reason(page), limit)
    })
    .await
}

/// `POST /billing/charges/{id}/grant-waiver`.
///
/// # Errors
/// As [`confirm_one`]; `Forbidden` to whoever asked.
pub async fn grant_waiver(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, waived_or_asked, |conn, page, scope, id| {
        waiving::grant(conn, &page.actor, scope, page.now, (id, page.incoming.if_match))
    })
    .await
}

/// `POST /billing/charges/{id}/refuse-waiver`.
///
/// # Errors
/// As [`confirm_one`]; `Forbidden` to whoever asked.
pub async fn refuse_waiver(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(
        page,
        request,
        |_| "charge-waiver-refused",
        |conn, page, scope, id| {
            let target = (id, page.incoming.if_match);
            waiving::refuse(conn, &page.actor, scope, page.now, target, &reason(page))
        },
    )
    .await
}

fn waived_or_asked(charge: &Charge) -> &'static str {
    if charge.status == ChargeStatus::Waived { "charge-waived" } else { "charge-waiver-asked" }
}

/// The reason of the form as a body.
fn reason(page: &Page) -> Value {
    let said = page.form.iter().find(|(key, _)| key == "reason").map(|(_, value)| value.trim());
    match said {
        Some(said) if !said.is_empty() => json!({ "reason": said }),
        _ => json!({}),
    }
}

async fn step(
    page: Page,
    request: HttpRequest,
    done: fn(&Charge) -> &'static str,
    take: impl Fn(&mut Conn, &Page, &Scope, Id) -> Result<Charge, Error> + Send + 'static,
) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ConfirmCharges)?;
    let id = path_id(&request)?;
    let taken = page.write(move |conn, page| take(conn, page, &scope, id)).await;
    let here = format!("{}/{id}", super::HERE);
    match taken {
        Ok(charge) => Ok(flash::redirect(&here, Tone::Good, done(&charge))),
        Err(Error::Stale | Error::PreconditionRequired) => {
            Ok(flash::redirect(&here, Tone::Attention, "stale"))
        }
        Err(Error::Conflict(_)) => Ok(flash::redirect(&here, Tone::Attention, "charge-not-confirmed")),
        Err(Error::Invalid(_)) => Ok(flash::redirect(&here, Tone::Attention, "charge-reason-missing")),
        Err(other) => Err(other),
    }
}
