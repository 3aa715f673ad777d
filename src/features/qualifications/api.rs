//! `/qualifications`.

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::model::{LIST, NEW, Qualification, REVOCATION};
use super::service;

/// `GET /qualifications`.
///
/// # Errors
/// 403, 422.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewQualifications)?;
    let query = call.list(&LIST)?;
    let page =
        call.read(move |conn, call| service::list(conn, &call.services, &scope, &query, call.now)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `POST /qualifications`.
///
/// # Errors
/// 403, 422.
pub async fn create(call: Call) -> Reply {
    call.may(Action::ManageQualifications)?;
    call.write(move |conn, call| {
        let made = service::create(conn, &call.services, &call.actor, &call.body, call.now)?;
        let location = format!("/api/v1/qualifications/{}", made.id);
        Ok(Answer::created(&made, location)?.version(made.version))
    })
    .await
}

/// `GET /qualifications/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewQualifications)?;
    let id = path_id(&request)?;
    let found =
        call.read(move |conn, call| service::show(conn, &call.services, &scope, id, call.now)).await?;
    Ok(Answer::ok(&found)?.version(found.version).into_response())
}

/// `POST /qualifications/{id}/revoke`.
///
/// # Errors
/// 403, 404, 428, 412, 409, 422.
pub async fn revoke(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::ManageQualifications)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let target = (id, call.if_match());
        let revoked = service::revoke(conn, &call.services, &call.actor, target, &call.body, call.now)?;
        Ok(Answer::ok(&revoked)?.version(revoked.version))
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "qualifications";
    docs.add(
        Doc::get("/api/v1/qualifications", tag, "Who passed the examination for work on site")
            .list(&LIST)
            .answers_list::<Qualification>(),
    );
    docs.add(
        Doc::post("/api/v1/qualifications", tag, "Enter a qualification")
            .body(NEW)
            .creates::<Qualification>(),
    );
    docs.add(
        Doc::get("/api/v1/qualifications/{id}", tag, "One qualification")
            .answers_versioned::<Qualification>(),
    );
    docs.add(
        Doc::post("/api/v1/qualifications/{id}/revoke", tag, "Revoke a qualification")
            .changes()
            .body(REVOCATION)
            .answers_versioned::<Qualification>(),
    );
}
