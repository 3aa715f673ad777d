//! The steps of a list: each goes back to its page and says there what came of it.

use actix_web::{HttpRequest, HttpResponse};

use crate::access::call::path_id;
use crate::access::{Action, Page, Scope};
use crate::error::Error;
use crate::features::shell;
use crate::features::shell::form::lines;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::FieldFault;
use crate::platform::web::flash::{self, Tone};
use crate::platform::web::incoming::IfMatch;
use serde::Serialize;

use super::super::in_force::take_up_published;
use super::super::model::PriceListRow;
use super::super::replay;
use super::super::service::{self, Desk};
use super::{HERE, desk};

type Step = fn(&mut Conn, &Desk<'_>, &Scope, (Id, IfMatch)) -> Result<PriceListRow, Error>;

async fn step(
    page: Page,
    request: HttpRequest,
    done: &'static str,
    take: Step,
) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManagePriceLists)?;
    let id = path_id(&request)?;
    let taken = page
        .write(move |conn, page| {
            let policies = page.services.policies.current();
            take(conn, &desk(page, &policies), &scope, (id, page.incoming.if_match))
        })
        .await;
    match taken {
        Err(Error::Invalid(faults)) => wrong(&page, id, &faults).await,
        taken => {
            flash::back(&format!("{HERE}/{id}"), taken.map(|_| done), ("price-not-now", "price-not-now"))
        }
    }
}

#[derive(Serialize)]
struct WrongPage {
    id: Id,
    errors: Vec<shell::form::ErrorLine>,
}

/// Everything that stands in the way, on a page of its own that leads to the form.
async fn wrong(page: &Page, id: Id, faults: &[FieldFault]) -> Result<HttpResponse, Error> {
    let errors = lines("price", faults, &page.services.texts, page.lang());
    let data = WrongPage { id, errors };
    shell::render_invalid(page, "pages/price_lists/wrong.html", "title-price-wrong", &[], &data).await
}

/// `POST /billing/prices/{id}/check`.
///
/// # Errors
/// `Forbidden`, `NotFound`; what is wrong is shown line by line.
pub async fn check(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, "price-checked", service::check).await
}

/// `POST /billing/prices/{id}/publish`.
///
/// # Errors
/// `Forbidden` for whoever had a hand in it; `NotFound`.
pub async fn publish(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let services = page.services.clone();
    let answer = step(page, request, "price-published", service::publish).await?;
    take_up_published(services).await?;
    Ok(answer)
}

/// `POST /billing/prices/{id}/discard`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn discard(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, "price-discarded", service::discard).await
}

/// `POST /billing/prices/{id}/replay`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn start_replay(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ReplayPrices)?;
    let id = path_id(&request)?;
    let started = page.write(move |conn, page| replay::start(conn, &page.actor, &scope, page.now, id)).await;
    match started {
        Ok(started) => {
            let there = format!("/billing/price-replays/{}", started.id);
            Ok(flash::redirect(&there, Tone::Good, "replay-started"))
        }
        Err(Error::Conflict(_)) => {
            Ok(flash::redirect(&format!("{HERE}/{id}"), Tone::Attention, "replay-not-now"))
        }
        Err(other) => Err(other),
    }
}
