//! `/pre-sale-reports` (8.3).

use actix_web::HttpRequest;

use crate::access::Call;
use crate::access::call::Reply;
use crate::features::service_records::{LIST, PAPER_QUERY, RecordRow, RecordView, api as records};
use crate::platform::web::docs::{Call as Doc, Docs};

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

/// `GET /pre-sale-reports/{id}/pdf`.
///
/// # Errors
/// 403, 404, 503.
pub async fn pdf(call: Call, request: HttpRequest) -> Reply {
    records::pdf(call, request, &FORM).await
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

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "pre-sale-reports";
    docs.add(
        Doc::get("/api/v1/pre-sale-reports", tag, "Pre-sale reports in sight")
            .list(&LIST)
            .answers_list::<RecordRow>(),
    );
    docs.add(
        Doc::post("/api/v1/pre-sale-reports", tag, "Begin a draft; it may be incomplete")
            .partial_body(FORM.fields)
            .creates_with::<RecordView>(FORM.fields),
    );
    docs.add(
        Doc::get("/api/v1/pre-sale-reports/{id}", tag, "One pre-sale report")
            .answers_with::<RecordView>(FORM.fields),
    );
    docs.add(
        Doc::get("/api/v1/pre-sale-reports/{id}/pdf", tag, "One pre-sale report as a form to print and sign")
            .query(PAPER_QUERY)
            .answers_file("application/pdf"),
    );
    docs.add(
        Doc::patch("/api/v1/pre-sale-reports/{id}", tag, "Change fields of a draft or a returned record")
            .changes()
            .partial_body(FORM.fields)
            .answers_with::<RecordView>(FORM.fields),
    );
    for (path, what) in [
        ("/api/v1/pre-sale-reports/{id}/submit", "Send it in for review"),
        ("/api/v1/pre-sale-reports/{id}/withdraw", "Take it back before anybody reviews it"),
        ("/api/v1/pre-sale-reports/{id}/correct", "Open the next revision of an approved record"),
        ("/api/v1/pre-sale-reports/{id}/discard", "Give up a draft or a correction"),
    ] {
        docs.add(Doc::post(path, tag, what).changes().keyed().answers_with::<RecordView>(FORM.fields));
    }
}
