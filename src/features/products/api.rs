//! `/products`.

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::model::{CHANGE, EVENTS, Event, LIST, NEW, Product};
use super::service::{self, Desk};

fn desk(call: &Call) -> Desk<'_> {
    Desk { services: &call.services, actor: &call.actor, now: call.now }
}

/// `GET /products`.
///
/// # Errors
/// 403, 422.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewProducts)?;
    let query = call.list(&LIST)?;
    let page = call.read(move |conn, call| service::list(conn, &desk(call), &scope, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `POST /products`.
///
/// # Errors
/// 403, 422.
pub async fn create(call: Call) -> Reply {
    call.may(Action::WriteProducts)?;
    call.write(move |conn, call| {
        let made = service::create(conn, &desk(call), &call.body)?;
        let location = format!("/api/v1/products/{}", made.id);
        Ok(Answer::created(&made, location)?.version(made.version))
    })
    .await
}

/// `GET /products/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewProducts)?;
    let id = path_id(&request)?;
    let found = call.read(move |conn, call| service::show(conn, &desk(call), &scope, id)).await?;
    Ok(Answer::ok(&found)?.version(found.version).into_response())
}

/// `PATCH /products/{id}`.
///
/// # Errors
/// 403, 404, 428, 412, 422.
pub async fn edit(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::WriteProducts)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let saved = service::edit(conn, &desk(call), (id, call.if_match()), &call.body)?;
        Ok(Answer::ok(&saved)?.version(saved.version))
    })
    .await
}

/// `GET /products/{id}/events`.
///
/// # Errors
/// 403, 404, 422.
pub async fn events(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewProducts)?;
    let id = path_id(&request)?;
    let query = call.list(&EVENTS)?;
    let page = call.read(move |conn, call| service::events(conn, &desk(call), &scope, id, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "products";
    docs.add(
        Doc::get("/api/v1/products", tag, "Devices and licences in sight, with their coverage")
            .list(&LIST)
            .answers_list::<Product>(),
    );
    docs.add(
        Doc::post("/api/v1/products", tag, "Register a device or a licence").body(NEW).creates::<Product>(),
    );
    docs.add(Doc::get("/api/v1/products/{id}", tag, "One device or licence").answers_versioned::<Product>());
    docs.add(
        Doc::patch(
            "/api/v1/products/{id}",
            tag,
            "Fill in what is empty, or put right what is wrong (the vendor)",
        )
        .changes()
        .partial_body(CHANGE)
        .answers_versioned::<Product>(),
    );
    docs.add(
        Doc::get("/api/v1/products/{id}/events", tag, "What happened to it")
            .list(&EVENTS)
            .answers_list::<Event>(),
    );
}
