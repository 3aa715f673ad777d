//! What the billing clerk does with one charge: every step goes back to its page and says there what came of it.

use actix_web::{HttpRequest, HttpResponse};

use crate::access::call::path_id;
use crate::access::{Action, Page, Scope};
use crate::domain::record_words::ChargeStatus;
use crate::error::Error;
use crate::features::charges::confirm;
use crate::features::charges::hold::{HOLD, RELEASE};
use crate::features::charges::model::Charge;
use crate::features::charges::price as pricing;
use crate::features::charges::waive as waiving;
use crate::features::shell::form::Typed;
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
            HOLD.take(conn, &page.actor, scope, page.now, target, &page.reason())
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
            RELEASE.take(conn, &page.actor, scope, page.now, target, &page.reason())
        },
    )
    .await
}

/// `POST /billing/charges/{id}/price`: goes to the charge that takes its place.
///
/// # Errors
/// As [`confirm_one`]; wrong fields show the form again.
pub async fn price(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ConfirmCharges)?;
    let id = path_id(&request)?;
    let settings = &page.services.settings;
    let (when, limit) = ((page.now, settings.time_zone), settings.waiver_limit_fen);
    let mut typed = Typed::read(pricing::PRICE, &page.form, None, settings.time_zone);
    let checked = typed.clone();
    let made = page
        .write(move |conn, page| {
            let target = (id, page.incoming.if_match);
            pricing::price(conn, &page.actor, &scope, when, target, &checked.complete()?, limit)
        })
        .await;
    match made {
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            super::show(&page, id, &typed).await
        }
        Ok(charge) => {
            Ok(flash::redirect(&format!("{}/{}", super::HERE, charge.id), Tone::Good, "charge-priced"))
        }
        Err(other) => flash::back(
            &format!("{}/{id}", super::HERE),
            Err(other),
            ("charge-not-confirmed", "charge-reason-missing"),
        ),
    }
}

/// `POST /billing/charges/{id}/waive`.
///
/// # Errors
/// As [`confirm_one`].
pub async fn waive(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, waived_or_asked, |conn, page, scope, id| {
        let target = (id, page.incoming.if_match);
        let limit = page.services.settings.waiver_limit_fen;
        waiving::waive(conn, &page.actor, scope, page.now, target, &page.reason(), limit)
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
            waiving::refuse(conn, &page.actor, scope, page.now, target, &page.reason())
        },
    )
    .await
}

fn waived_or_asked(charge: &Charge) -> &'static str {
    if charge.status == ChargeStatus::Waived { "charge-waived" } else { "charge-waiver-asked" }
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
    let told = ("charge-not-confirmed", "charge-reason-missing");
    flash::back(&here, taken.map(|charge| done(&charge)), told)
}
