//! A record as a PDF to print and sign, for people (4.5).

use actix_web::{HttpRequest, HttpResponse};

use crate::access::Page;
use crate::access::call::path_id;
use crate::error::Error;

use super::super::form::Form;
use super::super::paper;
use super::{show, work};

/// `GET …/{id}/pdf`. Without a Chinese font on the server the record's page says so, and offers its own print view.
///
/// # Errors
/// 403, 404, 422, 503.
pub async fn pdf(page: Page, request: HttpRequest, form: &'static Form) -> Result<HttpResponse, Error> {
    let id = path_id(&request)?;
    let lang = page.lang();
    let paper = page
        .read(move |conn, page| paper::read(conn, work(page, form), lang, id, &page.incoming.query))
        .await?;
    match paper::print(&page.services, paper).await {
        Err(fault @ Error::Lacking(_)) => show::respond(&page, form, id, Some(fault)).await,
        printed => printed,
    }
}
