//! `/fault-records` (8.3).

use actix_web::HttpRequest;

use crate::access::Call;
use crate::access::call::Reply;
use crate::features::service_records::{LIST, PAPER_QUERY, RecordRow, RecordView, api as records};
use crate::platform::web::docs::{Call as Doc, Docs};

use super::FORM;

/// `GET /fault-records`.
///
/// # Errors
/// 403, 422.
pub async fn list(call: Call) -> Reply {
    records::list(call, &FORM).await
}

/// `POST /fault-records`.
///
/// # Errors
/// 403, 422.
pub async fn create(call: Call) -> Reply {
    records::create(call, &FORM).await
}

/// `GET /fault-records/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    records::show(call, request, &FORM).await
}

/// `GET /fault-records/{id}/pdf`.
///
/// # Errors
/// 403, 404, 503.
pub async fn pdf(call: Call, request: HttpRequest) -> Reply {
    records::pdf(call, request, &FORM).await
}

/// `PATCH /fault-records/{id}`.
///
/// # Errors
/// 403, 404, 428, 412, 409, 422.
pub async fn edit(call: Call, request: HttpRequest) -> Reply {
    records::edit(call, request, &FORM).await
}

/// `POST /fault-records/{id}/submit`.
///
/// # Errors
/// 403, 404, 428, 412, 409, 422.
pub async fn submit(call: Call, request: HttpRequest) -> Reply {
    records::submit(call, request, &FORM).await
}

/// `POST /fault-records/{id}/withdraw`.
///
/// # Errors
/// 403, 404, 428, 412, 409.
pub async fn withdraw(call: Call, request: HttpRequest) -> Reply {
    records::withdraw(call, request, &FORM).await
}

/// `POST /fault-records/{id}/correct`.
///
/// # Errors
/// 403, 404, 428, 412, 409.
pub async fn correct(call: Call, request: HttpRequest) -> Reply {
    records::correct(call, request, &FORM).await
}

/// `POST /fault-records/{id}/discard`.
///
/// # Errors
/// 403, 404, 428, 412, 409.
pub async fn discard(call: Call, request: HttpRequest) -> Reply {
    records::discard(call, request, &FORM).await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "fault-records";
    docs.add(
        Doc::get("/api/v1/fault-records", tag, "Fault records in sight")
            .list(&LIST)
            .answers_list::<RecordRow>(),
    );
    docs.add(
        Doc::post("/api/v1/fault-records", tag, "Begin a draft; it may be incomplete")
            .partial_body(FORM.fields)
            .creates_with::<RecordView>(FORM.fields),
    );
    docs.add(
        Doc::get("/api/v1/fault-records/{id}", tag, "One fault record")
            .answers_with::<RecordView>(FORM.fields),
    );
    docs.add(
        Doc::get("/api/v1/fault-records/{id}/pdf", tag, "One fault record as a form to print and sign")
            .query(PAPER_QUERY)
            .answers_file("application/pdf"),
    );
    docs.add(
        Doc::patch("/api/v1/fault-records/{id}", tag, "Change fields of a draft or a returned record")
            .changes()
            .partial_body(FORM.fields)
            .answers_with::<RecordView>(FORM.fields),
    );
    for (path, what) in [
        ("/api/v1/fault-records/{id}/submit", "Send it in for review"),
        ("/api/v1/fault-records/{id}/withdraw", "Take it back before anybody reviews it"),
        ("/api/v1/fault-records/{id}/correct", "Open the next revision of an approved record"),
        ("/api/v1/fault-records/{id}/discard", "Give up a draft or a correction"),
    ] {
        docs.add(Doc::post(path, tag, what).changes().keyed().answers_with::<RecordView>(FORM.fields));
    }
}
