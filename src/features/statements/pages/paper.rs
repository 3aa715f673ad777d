//! A statement as a PDF to keep and as a workbook, for people.

use actix_web::{HttpRequest, HttpResponse};

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::statements::{book, paper};

use super::{Refused, view};

/// `GET /billing/statements/{id}/pdf`. Without a Chinese font on the server the page says so, and prints itself.
///
/// # Errors
/// `NotFound`; 503 where too many are waiting.
pub async fn pdf(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewStatements)?;
    let id = path_id(&request)?;
    let sheet = page
        .read(move |conn, page| paper::read(conn, &page.services, &scope, (id, page.now), page.lang()))
        .await?;
    match paper::print(&page.services, sheet).await {
        Err(fault @ Error::Lacking(_)) => {
            let refused = Refused::of(&page, fault)?;
            view::show(&page, id, Some(refused)).await
        }
        printed => printed,
    }
}

/// `GET /billing/statements/{id}/xlsx`.
///
/// # Errors
/// `NotFound`.
pub async fn xlsx(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewStatements)?;
    let id = path_id(&request)?;
    let (book, head) = page
        .read(move |conn, page| book::read(conn, &page.services, &scope, (id, page.now), page.lang()))
        .await?;
    let number = head.number.clone();
    page.write(move |conn, page| book::log(conn, &page.actor, page.now, &head)).await?;
    book.download(&number)
}
