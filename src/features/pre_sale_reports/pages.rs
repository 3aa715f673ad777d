//! The pages of `/pre-sale-reports` (8.4).

use actix_web::{HttpRequest, HttpResponse};

use crate::access::Page;
use crate::error::Error;
use crate::features::service_records::pages as records;

use super::FORM;

type Answer = Result<HttpResponse, Error>;

/// `GET /pre-sale-reports`.
///
/// # Errors
/// 403.
pub async fn list(page: Page) -> Answer {
    records::list(page, &FORM).await
}

/// `GET /pre-sale-reports/new`.
///
/// # Errors
/// 403, 404.
pub async fn new(page: Page) -> Answer {
    records::new(page, &FORM).await
}

/// `POST /pre-sale-reports/new`.
///
/// # Errors
/// 403.
pub async fn create(page: Page) -> Answer {
    records::create(page, &FORM).await
}

/// `POST /pre-sale-reports/new/autosave`.
///
/// # Errors
/// 403.
pub async fn autosave_new(page: Page) -> Answer {
    records::autosave_new(page, &FORM).await
}

/// `GET /pre-sale-reports/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn show(page: Page, request: HttpRequest) -> Answer {
    records::show(page, request, &FORM).await
}

/// `GET /pre-sale-reports/{id}/pdf`.
///
/// # Errors
/// 403, 404, 503.
pub async fn pdf(page: Page, request: HttpRequest) -> Answer {
    records::pdf(page, request, &FORM).await
}

/// `GET /pre-sale-reports/{id}/edit`.
///
/// # Errors
/// 403, 404.
pub async fn edit(page: Page, request: HttpRequest) -> Answer {
    records::edit(page, request, &FORM).await
}

/// `POST /pre-sale-reports/{id}/edit`.
///
/// # Errors
/// 403, 404.
pub async fn save(page: Page, request: HttpRequest) -> Answer {
    records::save(page, request, &FORM).await
}

/// `POST /pre-sale-reports/{id}/autosave`.
///
/// # Errors
/// 403, 404, 428, 412, 409.
pub async fn autosave(page: Page, request: HttpRequest) -> Answer {
    records::autosave(page, request, &FORM).await
}

/// `POST /pre-sale-reports/{id}/submit`.
///
/// # Errors
/// 403, 404.
pub async fn submit(page: Page, request: HttpRequest) -> Answer {
    records::submit(page, request, &FORM).await
}

/// `POST /pre-sale-reports/{id}/withdraw`.
///
/// # Errors
/// 403, 404.
pub async fn withdraw(page: Page, request: HttpRequest) -> Answer {
    records::withdraw(page, request, &FORM).await
}

/// `POST /pre-sale-reports/{id}/correct`.
///
/// # Errors
/// 403, 404.
pub async fn correct(page: Page, request: HttpRequest) -> Answer {
    records::correct(page, request, &FORM).await
}

/// `POST /pre-sale-reports/{id}/discard`.
///
/// # Errors
/// 403, 404.
pub async fn discard(page: Page, request: HttpRequest) -> Answer {
    records::discard(page, request, &FORM).await
}
