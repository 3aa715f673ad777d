//! `/accounts/{id}/invoice-data` (chapter 10).

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::model::{FIELDS, Told};
use super::service;

/// `GET /accounts/{id}/invoice-data`, by the payer's id.
///
/// # Errors
/// 404 where it is missing or somebody else's.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewPayments)?;
    let id = path_id(&request)?;
    let told = call
        .read(move |conn, call| {
            let words = (&*call.services.texts, call.lang());
            service::show(conn, &call.actor, &scope, (id, call.now), words)
        })
        .await?;
    Ok(Answer::ok(&told)?.version(told.data.version).into_response())
}

/// `PATCH /accounts/{id}/invoice-data`, with `If-Match`; `"0"` where nothing is known yet.
///
/// # Errors
/// 403, 404, 428, 412, 422.
pub async fn edit(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::EditInvoiceData)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let (target, words) = ((id, call.if_match()), (&*call.services.texts, call.lang()));
        let told = service::edit(conn, &call.actor, &scope, call.now, target, &call.body, words)?;
        Ok(Answer::ok(&told)?.version(told.data.version))
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let (path, tag) = ("/api/v1/accounts/{id}/invoice-data", "accounts");
    docs.add(Doc::get(path, tag, "What stands on the invoices of a payer").answers_versioned::<Told>());
    docs.add(
        Doc::patch(
            path,
            tag,
            "Say what stands on the invoices of a payer; `If-Match` is \"0\" the first time",
        )
        .partial_body(FIELDS)
        .changes()
        .answers_versioned::<Told>(),
    );
}
