//! `/pre-sale-reports` (8.3).

use actix_web::HttpRequest;

use crate::access::Call;
use crate::access::call::Reply;
use crate::features::service_records::api as records;

use super::FORM;

/// `GET /pre-sale-reports`.
///
/// # Errors
/// 403, 422.
pub async fn list(call: Call) -> Reply {
    records::list(call, &FORM).await
}

/// `POST /pre-sale-reports`.
///
/// # Errors
/// 403, 422.
pub async fn create(call: Call) -> Reply {
    records::create(call, &FORM).await
}

/// `GET /pre-sale-reports/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    records::show(call, request, &FORM).await
}

/// `PATCH /pre-sale-reports/{id}`.
///
/// # Errors
/// 403, 404, 428, 412, 409, 422.
pub async fn edit(call: Call, request: HttpRequest) -> Reply {
    records::edit(call, request, &FORM).await
}

/// `POST /pre-sale-reports/{id}/submit`.
///
/// # Errors
/// 403, 404, 428, 412, 409, 422.
pub async fn submit(call: Call, request: HttpRequest) -> Reply {
    records::submit(call, request, &FORM).await
}

/// `POST /pre-sale-reports/{id}/withdraw`.
///
/// # Errors
/// 403, 404, 428, 412, 409.
pub async fn withdraw(call: Call, request: HttpRequest) -> Reply {
    records::withdraw(call, request, &FORM).await
}

/// `POST /pre-sale-reports/{id}/correct`.
///
/// # Errors
/// 403, 404, 428, 412, 409.
pub async fn correct(call: Call, request: HttpRequest) -> Reply {
    records::correct(call, request, &FORM).await
}

/// `POST /pre-sale-reports/{id}/discard`.
///
/// # Errors
/// 403, 404, 428, 412, 409.
pub async fn discard(call: Call, request: HttpRequest) -> Reply {
    records::discard(call, request, &FORM).await
}
