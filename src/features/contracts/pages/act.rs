//! The steps of a contract's page; one that is refused is said on it.

use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::platform::db::{Conn, Id};
use crate::platform::web::flash;

use super::super::model::Contract;
use super::super::service;
use super::{HERE, desk, show};

/// `POST /contracts/{id}/activate`.
///
/// # Errors
/// `Forbidden`, `NotFound`; what stands in the way is said on the page.
pub async fn activate(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, (Action::ActivateContracts, "contract-activated"), |conn, page, id| {
        service::activate(conn, &desk(page), (id, page.incoming.if_match))
    })
    .await
}

/// `POST /contracts/{id}/end`.
///
/// # Errors
/// As [`activate`].
pub async fn end(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, (Action::ActivateContracts, "contract-ended"), |conn, page, id| {
        service::end(conn, &desk(page), (id, page.incoming.if_match), &said(page, &["last_on", "reason"]))
    })
    .await
}

/// `POST /contracts/{id}/cancel`.
///
/// # Errors
/// As [`activate`].
pub async fn cancel(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, (Action::WriteContracts, "contract-cancelled"), |conn, page, id| {
        service::cancel(conn, &desk(page), (id, page.incoming.if_match), &page.reason())
    })
    .await
}

/// `POST /contracts/{id}/accept`.
///
/// # Errors
/// As [`activate`].
pub async fn accept(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, (Action::WriteContracts, "contract-accepted"), |conn, page, id| {
        service::accept(conn, &desk(page), (id, page.incoming.if_match), &said(page, &["accepted_on"]))
    })
    .await
}

/// What the form of a step says.
fn said(page: &Page, names: &[&str]) -> Value {
    let filled = names.iter().filter(|name| !page.field(name).trim().is_empty());
    filled.map(|name| ((*name).to_string(), json!(page.field(name).trim()))).collect()
}

async fn step(
    page: Page,
    request: HttpRequest,
    (action, done): (Action, &'static str),
    take: impl Fn(&mut Conn, &Page, Id) -> Result<Contract, Error> + Send + 'static,
) -> Result<HttpResponse, Error> {
    page.may(action)?;
    let id = path_id(&request)?;
    let there = format!("{HERE}/{id}");
    match page.write(move |conn, page| take(conn, page, id)).await {
        Err(Error::Invalid(faults)) => show::with_problems(&page, id, &faults).await,
        taken => flash::back(&there, taken.map(|_| done), ("contract-not-open", "contract-not-open")),
    }
}
