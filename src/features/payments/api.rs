//! `/payments` (8.3).

use actix_web::HttpRequest;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::platform::fields::REASON;
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::allocation::Allocation;
use super::model::{ALLOCATIONS, LIST, NEW, Payment, Source, Whole};
use super::{allocate, record, service};

/// `GET /payments?payer_id=&method=&status=&q=`.
///
/// # Errors
/// 403 where the role has nothing to do with money; 422 naming each wrong key.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewPayments)?;
    let query = call.list(&LIST)?;
    let page = call.read(move |conn, call| service::list(conn, &call.actor, &scope, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `POST /payments`.
///
/// # Errors
/// 403; 422 naming each wrong field.
pub async fn create(call: Call) -> Reply {
    call.may(Action::RecordPayments)?;
    call.write(move |conn, call| {
        let made = record::record(conn, &call.services, &call.actor, &call.body, call.now)?;
        let location = format!("/api/v1/payments/{}", made.payment.id);
        Ok(Answer::created(&made, location)?.version(made.payment.version))
    })
    .await
}

/// `GET /payments/{id}`.
///
/// # Errors
/// 404 where it is missing or somebody else's.
pub async fn view(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewPayments)?;
    let id = path_id(&request)?;
    let payment = call.read(move |conn, call| service::whole(conn, &call.actor, &scope, id)).await?;
    Ok(Answer::ok(&payment)?.version(payment.payment.version).into_response())
}

/// `POST /payments/{id}/reverse` `{reason}`, with `If-Match`.
///
/// # Errors
/// 404, 428, 412; 409 where it was taken back before; 422 without a reason.
pub async fn reverse(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::RecordPayments)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let target = (id, call.if_match());
        let payment = record::reverse(conn, &call.actor, &scope, call.now, target, &call.body)?;
        Ok(Answer::ok(&payment)?.version(payment.payment.version))
    })
    .await
}

/// `POST /payments/{id}/allocations` `{allocations: [{statement_id, amount_fen}]}`, with `If-Match`.
///
/// # Errors
/// 404, 428, 412; 409 where nothing is left; 422 naming each wrong row.
pub async fn allocate(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::RecordPayments)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let target = (id, call.if_match());
        let payment = allocate::of_payment(conn, &call.actor, &scope, call.now, target, &call.body)?;
        Ok(Answer::ok(&payment)?.version(payment.payment.version))
    })
    .await
}

/// `GET /allocations/{id}`.
///
/// # Errors
/// 404 where it is missing or somebody else's.
pub async fn allocation(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewPayments)?;
    let id = path_id(&request)?;
    let found = call.read(move |conn, call| service::allocation(conn, &call.actor, &scope, id)).await?;
    Ok(Answer::ok(&found)?.version(found.version).into_response())
}

/// `POST /allocations/{id}/undo` `{reason}`, with `If-Match`.
///
/// # Errors
/// 404, 428, 412; 409 where it was taken back before; 422 without a reason.
pub async fn undo(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::RecordPayments)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let target = (id, call.if_match());
        let undone = allocate::undo(conn, &call.actor, &scope, call.now, target, &call.body)?;
        Ok(Answer::ok(&undone)?.version(undone.version))
    })
    .await
}

/// Money of a payer that settles nothing yet.
#[derive(Serialize, ToSchema)]
pub struct Credits {
    /// Payments and credited statements with something left, the oldest first.
    items: Vec<Source>,
}

/// `GET /accounts/{id}/credits`, by the payer's id.
///
/// # Errors
/// 404 where the payer is missing or out of sight.
pub async fn credits(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewPayments)?;
    let payer = path_id(&request)?;
    let items = call
        .read(move |conn, _| {
            service::payer(conn, &scope, payer)?;
            service::sources(conn, payer)
        })
        .await?;
    Ok(Answer::ok(&Credits { items })?.into_response())
}

/// `POST /accounts/{id}/allocations` `{allocations: [{statement_id, amount_fen}]}`: credit of a payer, from its oldest money
/// first; answers what is left.
///
/// # Errors
/// 404; 409 where there is none; 422 naming each wrong row.
pub async fn allocate_credit(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::RecordPayments)?;
    let payer = path_id(&request)?;
    call.write(move |conn, call| {
        let items = allocate::of_credit(conn, &call.actor, &scope, call.now, payer, &call.body)?;
        Answer::ok(&Credits { items })
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "payments";
    docs.add(
        Doc::get("/api/v1/payments", tag, "Payments in sight, newest first")
            .list(&LIST)
            .answers_list::<Payment>(),
    );
    docs.add(
        Doc::post("/api/v1/payments", tag, "Record a payment; `duplicate` says that the same came again")
            .body(NEW)
            .creates::<Whole>(),
    );
    docs.add(
        Doc::get("/api/v1/payments/{id}", tag, "One payment with what was put to statements")
            .answers_versioned::<Whole>(),
    );
    docs.add(
        Doc::post("/api/v1/payments/{id}/reverse", tag, "Take a payment back")
            .body(REASON)
            .changes()
            .keyed()
            .answers_versioned::<Whole>(),
    );
    docs.add(
        Doc::post("/api/v1/payments/{id}/allocations", tag, "Put what is left of a payment to statements")
            .body(ALLOCATIONS)
            .changes()
            .keyed()
            .answers_versioned::<Whole>(),
    );
    docs.add(
        Doc::get("/api/v1/allocations/{id}", tag, "Money that was put to a statement")
            .answers_versioned::<Allocation>(),
    );
    docs.add(
        Doc::post("/api/v1/allocations/{id}/undo", tag, "Take back what was put to a statement")
            .body(REASON)
            .changes()
            .keyed()
            .answers_versioned::<Allocation>(),
    );
    docs.add(
        Doc::get("/api/v1/accounts/{id}/credits", "accounts", "Money of a payer that settles nothing yet")
            .answers::<Credits>(),
    );
    docs.add(
        Doc::post("/api/v1/accounts/{id}/allocations", "accounts", "Put credit of a payer to statements")
            .body(ALLOCATIONS)
            .keyed()
            .answers::<Credits>(),
    );
}
