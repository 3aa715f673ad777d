//! `/installations`.

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::features::products::Desk;
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::model::{Installation, LIST, NEW};
use super::service;

fn desk(call: &Call) -> Desk<'_> {
    Desk { services: &call.services, actor: &call.actor, now: call.now }
}

/// `GET /installations`.
///
/// # Errors
/// 403, 422.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewProducts)?;
    let query = call.list(&LIST)?;
    let page = call.read(move |conn, call| service::list(conn, &desk(call), &scope, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `POST /installations`.
///
/// # Errors
/// 403, 422.
pub async fn create(call: Call) -> Reply {
    call.may(Action::WriteProducts)?;
    call.write(move |conn, call| {
        let made = service::file(conn, &desk(call), &call.body)?;
        let location = format!("/api/v1/installations/{}", made.id);
        Ok(Answer::created(&made, location)?.version(made.version))
    })
    .await
}

/// `GET /installations/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewProducts)?;
    let id = path_id(&request)?;
    let found = call.read(move |conn, call| service::show(conn, &desk(call), &scope, id)).await?;
    Ok(Answer::ok(&found)?.version(found.version).into_response())
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "installations";
    docs.add(
        Doc::get("/api/v1/installations", tag, "Installation and acceptance records in sight")
            .list(&LIST)
            .answers_list::<Installation>(),
    );
    docs.add(
        Doc::post(
            "/api/v1/installations",
            tag,
            "File an installation; its products are accepted from that day on",
        )
        .body(NEW)
        .creates::<Installation>(),
    );
    docs.add(
        Doc::get("/api/v1/installations/{id}", tag, "One installation record")
            .answers_versioned::<Installation>(),
    );
}
