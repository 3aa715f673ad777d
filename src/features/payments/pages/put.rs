//! Putting money to statements on pages: what is left of a payment, the credit of a payer; and taking that back.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::money;
use crate::error::Error;
use crate::features::payments::model::{ALLOCATIONS, Source};
use crate::features::payments::{allocate, service};
use crate::features::shell::form::{ErrorLine, Typed, lines};
use crate::features::statements::Open;
use crate::features::{shell, statements};
use crate::platform::db::Id;
use crate::platform::web::flash::{self, Tone};

use super::opens::{self, OpenRow};
use super::view::show_payment;

/// `POST /billing/payments/{id}/allocate`.
///
/// # Errors
/// `NotFound`, `Forbidden`; wrong amounts show the page again.
pub async fn payment(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::RecordPayments)?;
    let id = path_id(&request)?;
    let mut typed = read(&page);
    let checked = typed.clone();
    let done = page
        .write(move |conn, page| {
            let (target, body) = ((id, page.incoming.if_match), checked.complete()?);
            allocate::of_payment(conn, &page.actor, &scope, page.now, target, &body)
        })
        .await;
    if let Err(Error::Invalid(faults)) = done {
        typed.faults = faults;
        return show_payment(&page, id, Some(&typed)).await;
    }
    super::back(id, done.map(drop), "money-allocated")
}

/// `POST /billing/allocations/{id}/undo`.
///
/// # Errors
/// `NotFound`, `Forbidden`; a conflict goes back to the page and says so.
pub async fn undo(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::RecordPayments)?;
    let id = path_id(&request)?;
    let reader = scope.clone();
    let found = page.read(move |conn, page| service::allocation(conn, &page.actor, &reader, id)).await?;
    let done = page
        .write(move |conn, page| {
            let target = (id, page.incoming.if_match);
            allocate::undo(conn, &page.actor, &scope, page.now, target, &page.reason())
        })
        .await;
    super::back(found.source_id, done.map(drop), "allocation-undone")
}

/// `GET /billing/allocations/{id}`: goes to the payment that it came from, or to the statement.
///
/// # Errors
/// `NotFound` where it is missing or somebody else's.
pub async fn open(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPayments)?;
    let id = path_id(&request)?;
    let there = page
        .read(move |conn, page| {
            let found = service::allocation(conn, &page.actor, &scope, id)?;
            Ok(match service::show(conn, &page.actor, &scope, found.source_id) {
                Ok(payment) => format!("/billing/payments/{}", payment.id),
                Err(Error::NotFound) => format!("/billing/statements/{}", found.statement_id),
                Err(other) => return Err(other),
            })
        })
        .await?;
    Ok(HttpResponse::SeeOther().insert_header((actix_web::http::header::LOCATION, there)).finish())
}

#[derive(Serialize)]
struct CreditPage {
    payer_id: Id,
    payer_name: String,
    sources: Vec<SourceRow>,
    left_fen: i64,
    open: Vec<OpenRow>,
    errors: Vec<ErrorLine>,
    may_allocate: bool,
}

#[derive(Serialize)]
struct SourceRow {
    href: String,
    number: String,
    kind: String,
    amount_fen: i64,
    left_fen: i64,
}

/// `GET /billing/accounts/{id}/credits`: the credit of a payer, and the statements that it may be put to.
///
/// # Errors
/// `NotFound` where the payer is missing or out of sight.
pub async fn credits(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    show_credits(&page, path_id(&request)?, None).await
}

/// `POST /billing/accounts/{id}/credits`: puts credit to statements.
///
/// # Errors
/// `NotFound`, `Forbidden`; wrong amounts show the page again.
pub async fn allocate_credit(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::RecordPayments)?;
    let payer = path_id(&request)?;
    let mut typed = read(&page);
    let checked = typed.clone();
    let done = page
        .write(move |conn, page| {
            allocate::of_credit(conn, &page.actor, &scope, page.now, payer, &checked.complete()?)
        })
        .await;
    let here = format!("/billing/accounts/{payer}/credits");
    match done {
        Ok(_) => Ok(flash::redirect(&here, Tone::Good, "money-allocated")),
        Err(Error::Conflict(_)) => Ok(flash::redirect(&here, Tone::Attention, "payment-not-changed")),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_credits(&page, payer, Some(&typed)).await
        }
        Err(other) => Err(other),
    }
}

fn read(page: &Page) -> Typed {
    let form = opens::filled(&page.form);
    Typed::read(ALLOCATIONS, &form, None, page.services.settings.time_zone)
}

async fn show_credits(page: &Page, payer: Id, typed: Option<&Typed>) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPayments)?;
    let (payer_name, sources, open): (String, Vec<Source>, Vec<Open>) = page
        .read(move |conn, _| {
            let name = service::payer(conn, &scope, payer)?;
            Ok((name, service::sources(conn, payer)?, statements::open_of(conn, payer)?))
        })
        .await?;
    let left_fen = money::sum(sources.iter().map(Source::left_fen)).unwrap_or_default();
    let row = |source: Source| SourceRow {
        href: format!("/billing/{}s/{}", source.kind, source.id),
        left_fen: source.left_fen(),
        number: source.number,
        kind: source.kind,
        amount_fen: source.amount_fen,
    };
    let (texts, lang) = (&page.services.texts, page.lang());
    let name = [("name", payer_name.clone())];
    let data = CreditPage {
        payer_id: payer,
        payer_name,
        left_fen,
        errors: typed.map_or(vec![], |typed| lines("payment", &typed.faults, texts, lang)),
        open: match typed {
            Some(typed) => opens::as_typed(page, &open, typed),
            None => opens::proposed(&open, &allocate::oldest_first(&open, left_fen)),
        },
        sources: sources.into_iter().map(row).collect(),
        may_allocate: page.actor.can(Action::RecordPayments),
    };
    let (template, title) = ("pages/payments/credits.html", "title-payer-credit");
    if typed.is_some() {
        return shell::render_invalid(page, template, title, &name, &data).await;
    }
    shell::render(page, template, title, &name, &data).await
}
