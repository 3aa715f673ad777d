//! The bytes of a request's file for a browser. Files are sent with the forms of `requests::pages`.

use actix_web::{HttpRequest, HttpResponse};

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::attachments;

/// `GET /request-attachments/{id}`: the file, to be saved.
///
/// # Errors
/// 403, 404.
pub async fn content(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    bytes(&page, &request, false).await
}

/// `GET /request-attachments/{id}/preview`: a picture or a PDF in its place; anything else to be saved.
///
/// # Errors
/// 403, 404.
pub async fn preview(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    bytes(&page, &request, true).await
}

async fn bytes(page: &Page, request: &HttpRequest, inline: bool) -> Result<HttpResponse, Error> {
    page.may(Action::ViewRequests)?;
    let id = path_id(request)?;
    let file = page.read(move |conn, page| super::show(conn, &page.actor, id)).await?;
    attachments::serve(&page.services.files, request, &file.facts, inline).await
}
