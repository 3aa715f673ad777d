//! `/reviews/{id}`: one record under review: take, release, decide. What was typed is never lost: whatever stands in
//! the way of a verdict shows the page again with it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::features::{service_records, shell};
use crate::platform::db::{Conn, Id};
use crate::platform::web::flash::{self, Tone};
use crate::platform::web::incoming::IfMatch;

use super::super::look::look;
use super::super::service::{self, Desk};
use super::said::Said;
use super::view::{Refused, ReviewPage};

fn at_desk(page: &Page) -> Desk<'_> {
    Desk { services: &page.services, actor: &page.actor, now: page.now }
}

/// `GET /reviews/{id}`.
///
/// # Errors
/// `NotFound` where it was never sent in; `Forbidden`.
pub async fn show(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::ReviewRecords)?;
    render(&page, path_id(&request)?, StatusCode::OK, Said::default(), None).await
}

async fn render(
    page: &Page,
    id: Id,
    status: StatusCode,
    said: Said,
    refused: Option<Refused>,
) -> Result<HttpResponse, Error> {
    let looked = page.read(move |conn, page| look(conn, &at_desk(page), id)).await?;
    let number = [("number", looked.head.number.clone())];
    let data = ReviewPage::of(&looked, page, &said, refused.as_ref());
    shell::render_as(page, status, "pages/reviews/view.html", "title-review", &number, &data).await
}

type Change =
    fn(&mut Conn, &Desk<'_>, ServiceRecordKind, Id, IfMatch) -> Result<service_records::Head, Error>;

/// Does what needs no form, and goes back to the page with what came of it.
async fn change(
    page: Page,
    request: HttpRequest,
    use_case: Change,
    done: fn(&str) -> HttpResponse,
) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ReviewRecords)?;
    let id = path_id(&request)?;
    let outcome = page
        .write(move |conn, page| {
            let kind = service_records::find(conn, &scope, None, id)?.kind;
            use_case(conn, &at_desk(page), kind, id, page.incoming.if_match)
        })
        .await;
    let here = format!("/reviews/{id}");
    let back = match outcome {
        Ok(_) => return Ok(done(&here)),
        Err(Error::Conflict("taken_by_other")) => {
            flash::redirect(&here, Tone::Attention, "review-taken-by-other")
        }
        Err(Error::Conflict("not_taken")) => flash::redirect(&here, Tone::Attention, "review-not-taken"),
        Err(Error::Conflict(_)) => flash::redirect(&here, Tone::Attention, "review-not-waiting"),
        Err(Error::Stale | Error::PreconditionRequired) => {
            flash::redirect(&here, Tone::Attention, "review-stale")
        }
        Err(Error::Forbidden("own_work")) => flash::redirect(&here, Tone::Attention, "review-own-work"),
        Err(other) => return Err(other),
    };
    Ok(back)
}

/// `POST /reviews/{id}/take`.
///
/// # Errors
/// `NotFound`, `Forbidden`; what stands in the way is said on the page.
pub async fn take(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    change(page, request, service::take, |here| flash::redirect(here, Tone::Good, "review-taken")).await
}

/// `POST /reviews/{id}/release`.
///
/// # Errors
/// `NotFound`, `Forbidden`; what stands in the way is said on the page.
pub async fn release(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    change(page, request, service::release, |here| flash::redirect(here, Tone::Good, "review-released")).await
}

/// `POST /reviews/{id}/decide`: the verdict, with its comment and remarks.
///
/// # Errors
/// `NotFound`, `Forbidden`; what stands in the way is said on the page, with everything that was typed.
pub async fn decide(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ReviewRecords)?;
    let id = path_id(&request)?;
    let said = Said::read(&page.form);
    let body = said.body();
    let outcome = page
        .write(move |conn, page| {
            let kind = service_records::find(conn, &scope, None, id)?.kind;
            service::review(conn, &at_desk(page), kind, id, page.incoming.if_match, &body)
        })
        .await;
    match outcome {
        Ok(_) => Ok(match said.verdict.as_str() {
            "approve" => flash::redirect("/reviews", Tone::Good, "review-approved"),
            "return" => flash::redirect("/reviews", Tone::Good, "review-returned"),
            _ => flash::redirect("/reviews", Tone::Good, "review-rejected"),
        }),
        Err(fault) => {
            let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::CONFLICT);
            let refused = Refused::of(fault)?;
            render(&page, id, status, said, Some(refused)).await
        }
    }
}
