//! `/notices` and `/me/notice-choices`.

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};
use crate::platform::web::list::Listing;

use super::choices::{self, Choice};
use super::model::{LIST, Notice};
use super::service;

/// `GET /notices?unread=`.
///
/// # Errors
/// 401, 422.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::OwnAccount)?;
    let query = call.list(&LIST)?;
    let page = call.read(move |conn, _| service::list(conn, &scope, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `POST /notices/{id}/read`.
///
/// # Errors
/// 404 where it is not one's own.
pub async fn read(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::OwnAccount)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        service::read(conn, &scope, id, call.now)?;
        call.no_body()?;
        Ok(Answer::done())
    })
    .await
}

/// `POST /notices/read-all`.
///
/// # Errors
/// 401.
pub async fn read_all(call: Call) -> Reply {
    let scope = call.may(Action::OwnAccount)?;
    call.write(move |conn, call| {
        service::read_all(conn, &scope, call.now)?;
        call.no_body()?;
        Ok(Answer::done())
    })
    .await
}

/// `GET /me/notice-choices`.
///
/// # Errors
/// 401.
pub async fn choices(call: Call) -> Reply {
    call.may(Action::OwnAccount)?;
    let items = call.read(|conn, call| choices::view(conn, &call.actor)).await?;
    Ok(Answer::ok(&Listing { items, next: None })?.into_response())
}

/// `POST /me/notice-choices`: what the body does not name stays.
///
/// # Errors
/// 422.
pub async fn choose(call: Call) -> Reply {
    call.may(Action::OwnAccount)?;
    call.write(|conn, call| {
        let items = choices::change(conn, &call.actor, &call.body)?;
        Answer::ok(&Listing { items, next: None })
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "notices";
    docs.add(
        Doc::get("/api/v1/notices", tag, "What I was told, newest first")
            .list(&LIST)
            .answers_list::<Notice>(),
    );
    docs.add(
        Doc::post("/api/v1/notices/{id}/read", tag, "Mark one of my notices as read")
            .keyed()
            .answers_nothing(),
    );
    docs.add(
        Doc::post("/api/v1/notices/read-all", tag, "Mark all my notices as read").keyed().answers_nothing(),
    );
    let choices = "/api/v1/me/notice-choices";
    docs.add(Doc::get(choices, tag, "Which notices I want by mail").answers_list::<Choice>());
    docs.add(
        Doc::post(choices, tag, "Choose which notices come by mail")
            .keyed()
            .partial_body(choices::table())
            .answers_list::<Choice>(),
    );
}
