//! `/users` (chapter 7).

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::error::Error;
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::model::{CHANGE, Invitation, LIST, NEW, Person};
use super::service;

/// `GET /users`.
///
/// # Errors
/// 403, 422.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewPeople)?;
    let query = call.list(&LIST)?;
    let page = call.read(move |conn, _| service::list(conn, &scope, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `POST /users`: an account without a password; `…/invite` gives the link to set one.
///
/// # Errors
/// 403, 422.
pub async fn create(call: Call) -> Reply {
    let scope = call.may(Action::ManagePeople)?;
    call.write(move |conn, call| {
        let person = service::create(conn, &call.actor, &scope, call.now, &call.body)?;
        Ok(Answer::created(&person, format!("/api/v1/users/{}", person.id))?.version(person.version))
    })
    .await
}

/// `GET /users/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewPeople)?;
    let id = path_id(&request)?;
    let person = call.read(move |conn, _| service::show(conn, &scope, id)).await?;
    Ok(Answer::ok(&person)?.version(person.version).into_response())
}

/// `PATCH /users/{id}`.
///
/// # Errors
/// 403, 404, 428, 412, 409 where nobody would be left to run the organisation, 422.
pub async fn edit(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ManagePeople)?;
    let id = path_id(&request)?;
    let policies = call.services.policies.current();
    call.write(move |conn, call| {
        let cities = &policies.at(call.now.0).map_err(Error::internal)?.cities;
        let (place, target) = ((cities, call.now), (id, call.if_match()));
        let person = service::edit(conn, &call.actor, &scope, place, target, &call.body)?;
        Ok(Answer::ok(&person)?.version(person.version))
    })
    .await
}

/// `POST /users/{id}/deactivate`.
///
/// # Errors
/// 403, 404, 428, 412, 409.
pub async fn deactivate(call: Call, request: HttpRequest) -> Reply {
    set_active(call, request, false).await
}

/// `POST /users/{id}/reactivate`.
///
/// # Errors
/// 403, 404, 428, 412, 409.
pub async fn reactivate(call: Call, request: HttpRequest) -> Reply {
    set_active(call, request, true).await
}

async fn set_active(call: Call, request: HttpRequest, active: bool) -> Reply {
    let scope = call.may(Action::ManagePeople)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let person = service::set_active(conn, &call.actor, &scope, call.now, (id, call.if_match()), active)?;
        call.no_body()?;
        Ok(Answer::ok(&person)?.version(person.version))
    })
    .await
}

/// `POST /users/{id}/end-sessions`: logs somebody out everywhere; the account itself stays as it is.
///
/// # Errors
/// 403, 404, 428, 412.
pub async fn end_sessions(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ManagePeople)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        service::end_sessions(conn, &call.actor, &scope, call.now, (id, call.if_match()))?;
        call.no_body()?;
        Ok(Answer::done())
    })
    .await
}

/// `POST /users/{id}/invite`: a new one-time link, told once and sent by mail; the account itself stays as it is.
///
/// # Errors
/// 403, 404, 428, 412, 409 where the account is not in use.
pub async fn invite(mut call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ManagePeople)?;
    let id = path_id(&request)?;
    // Answers under a key are kept, and this one is a secret; asking again gives a new link and does no harm.
    call.incoming.idempotency_key = None;
    call.write(move |conn, call| {
        let asked = (id, call.if_match());
        let with = (&call.services.seal, call.now);
        let (_, token, expires_at) = service::invite(conn, &call.actor, &scope, with, asked)?;
        call.no_body()?;
        let url = link(&call.services.settings.public_url, &token);
        Answer::ok(&Invitation { url, expires_at })
    })
    .await
}

/// The address behind a token.
#[must_use]
pub fn link(public_url: &str, token: &str) -> String {
    format!("{public_url}/set-password/{token}")
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "people";
    docs.add(Doc::get("/api/v1/users", tag, "People in sight").list(&LIST).answers_list::<Person>());
    docs.add(
        Doc::post(
            "/api/v1/users",
            tag,
            "Create an account; its link to set a password is asked for by invite",
        )
        .body(NEW)
        .creates::<Person>(),
    );
    docs.add(Doc::get("/api/v1/users/{id}", tag, "One person").answers_versioned::<Person>());
    docs.add(
        Doc::patch("/api/v1/users/{id}", tag, "Change a person")
            .changes()
            .partial_body(CHANGE)
            .answers_versioned::<Person>(),
    );
    for (path, what) in [
        ("/api/v1/users/{id}/deactivate", "End an account and all its sessions"),
        ("/api/v1/users/{id}/reactivate", "Take an account into use again"),
    ] {
        docs.add(Doc::post(path, tag, what).changes().keyed().answers_versioned::<Person>());
    }
    docs.add(
        Doc::post("/api/v1/users/{id}/end-sessions", tag, "Log a person out everywhere")
            .changes()
            .keyed()
            .answers_nothing(),
    );
    docs.add(
        Doc::post(
            "/api/v1/users/{id}/invite",
            tag,
            "A one-time link to set a password, told once and sent by mail",
        )
        .changes()
        .answers::<Invitation>(),
    );
}
