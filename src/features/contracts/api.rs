//! `/contracts`.

use actix_web::HttpRequest;
use serde_json::Value;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::error::Error;
use crate::features::products::Desk;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::REASON;
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};
use crate::platform::web::incoming::IfMatch;

use super::model::{ACCEPTANCE, Contract, ENDING, FIELDS, LIST, USES, Use};
use super::service;

fn desk(call: &Call) -> Desk<'_> {
    Desk { services: &call.services, actor: &call.actor, now: call.now }
}

/// `GET /contracts`.
///
/// # Errors
/// 403, 422.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewContracts)?;
    let query = call.list(&LIST)?;
    let page = call.read(move |conn, call| service::list(conn, &desk(call), &scope, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `POST /contracts`.
///
/// # Errors
/// 403, 422.
pub async fn create(call: Call) -> Reply {
    call.may(Action::WriteContracts)?;
    call.write(move |conn, call| {
        let made = service::create(conn, &desk(call), &call.body)?;
        let location = format!("/api/v1/contracts/{}", made.id);
        Ok(Answer::created(&made, location)?.version(made.version))
    })
    .await
}

/// `GET /contracts/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewContracts)?;
    let id = path_id(&request)?;
    let found = call.read(move |conn, call| service::show(conn, &desk(call), &scope, id)).await?;
    Ok(Answer::ok(&found)?.version(found.version).into_response())
}

/// `GET /contracts/{id}/uses`.
///
/// # Errors
/// 403, 404, 422.
pub async fn uses(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewContracts)?;
    let id = path_id(&request)?;
    let query = call.list(&USES)?;
    let page = call.read(move |conn, call| service::uses(conn, &desk(call), &scope, id, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

type Step = fn(&mut Conn, &Desk<'_>, (Id, IfMatch), &Value) -> Result<Contract, Error>;

/// One step with a contract that its caller may take at all.
async fn step(call: Call, request: HttpRequest, action: Action, step: Step) -> Reply {
    call.may(action)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let saved = step(conn, &desk(call), (id, call.if_match()), &call.body)?;
        Ok(Answer::ok(&saved)?.version(saved.version))
    })
    .await
}

/// `PATCH /contracts/{id}`.
///
/// # Errors
/// 403, 404, 428, 412; 409 once it is no draft; 422.
pub async fn edit(call: Call, request: HttpRequest) -> Reply {
    step(call, request, Action::WriteContracts, service::edit).await
}

/// `POST /contracts/{id}/activate`, with `If-Match`.
///
/// # Errors
/// 403, 404, 428, 412; 409 where it is no draft; 422 naming what is missing, or the contract in the way.
pub async fn activate(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::ActivateContracts)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let saved = service::activate(conn, &desk(call), (id, call.if_match()))?;
        call.no_body()?;
        Ok(Answer::ok(&saved)?.version(saved.version))
    })
    .await
}

/// `POST /contracts/{id}/end` `{last_on, reason}`, with `If-Match`.
///
/// # Errors
/// 403, 404, 428, 412; 409 where it is not in force; 422.
pub async fn end(call: Call, request: HttpRequest) -> Reply {
    step(call, request, Action::ActivateContracts, service::end).await
}

/// `POST /contracts/{id}/cancel` `{reason}`, with `If-Match`.
///
/// # Errors
/// 403, 404, 428, 412; 409 where it has begun; 422 without a reason.
pub async fn cancel(call: Call, request: HttpRequest) -> Reply {
    step(call, request, Action::WriteContracts, service::cancel).await
}

/// `POST /contracts/{id}/accept` `{accepted_on}`, with `If-Match`.
///
/// # Errors
/// 403, 404, 428, 412; 409 where it is said already; 422.
pub async fn accept(call: Call, request: HttpRequest) -> Reply {
    step(call, request, Action::WriteContracts, service::accept).await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "contracts";
    docs.add(
        Doc::get("/api/v1/contracts", tag, "Maintenance contracts in sight, with what is left of them")
            .list(&LIST)
            .answers_list::<Contract>(),
    );
    docs.add(
        Doc::post("/api/v1/contracts", tag, "Begin a contract as a draft").body(FIELDS).creates::<Contract>(),
    );
    docs.add(Doc::get("/api/v1/contracts/{id}", tag, "One contract").answers_versioned::<Contract>());
    docs.add(
        Doc::get("/api/v1/contracts/{id}/uses", tag, "What was used of its visits, and given back")
            .list(&USES)
            .answers_list::<Use>(),
    );
    docs.add(
        Doc::patch("/api/v1/contracts/{id}", tag, "Change a draft")
            .changes()
            .partial_body(FIELDS)
            .answers_versioned::<Contract>(),
    );
    docs.add(
        Doc::post("/api/v1/contracts/{id}/activate", tag, "Put a draft in force")
            .changes()
            .keyed()
            .answers_versioned::<Contract>(),
    );
    for (path, title, body) in [
        ("/api/v1/contracts/{id}/end", "End a contract early", ENDING),
        ("/api/v1/contracts/{id}/cancel", "Give up a draft, or a contract before it begins", REASON),
        ("/api/v1/contracts/{id}/accept", "Say when the project was accepted", ACCEPTANCE),
    ] {
        docs.add(Doc::post(path, tag, title).body(body).changes().keyed().answers_versioned::<Contract>());
    }
}
