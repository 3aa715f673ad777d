//! `/me`: one's own account.

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::error::Error;
use crate::features::users::{self, Person};
use crate::platform::fields::{self, Completeness};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};
use crate::platform::web::list::Listing;

use super::model::{CHANGE, OwnSession, PASSWORD};
use super::service;

/// `GET /me`.
///
/// # Errors
/// 401 where nobody is logged in.
pub async fn show(call: Call) -> Reply {
    call.may(Action::OwnAccount)?;
    let person = call.read(|conn, call| users::own(conn, &call.actor)).await?;
    Ok(Answer::ok(&person)?.version(person.version).into_response())
}

/// `PATCH /me`.
///
/// # Errors
/// 428, 412, 422.
pub async fn change(call: Call) -> Reply {
    call.may(Action::OwnAccount)?;
    call.write(|conn, call| {
        let person = service::change(conn, &call.actor, call.if_match(), &call.body, call.now)?;
        Ok(Answer::ok(&person)?.version(person.version))
    })
    .await
}

/// `POST /me/password`: the other sessions end.
///
/// # Errors
/// 422 for a wrong current or a weak new password, 429.
pub async fn set_password(mut call: Call) -> Reply {
    call.may(Action::OwnAccount)?;
    // No trace of a password may stay behind under a key.
    call.incoming.idempotency_key = None;
    let body = fields::check(PASSWORD, &call.body, Completeness::Complete).map_err(Error::Invalid)?;
    let hash = service::prove(&call.services.db, &call.gate, &call.actor, &body).await?;
    call.write(move |conn, call| {
        service::set_password(conn, &call.actor, &hash, call.now)?;
        Ok(Answer::done())
    })
    .await
}

/// `GET /me/sessions`: those that are open, newest first.
///
/// # Errors
/// 401, 422.
pub async fn sessions(call: Call) -> Reply {
    call.may(Action::OwnAccount)?;
    call.no_query()?;
    let items = call.read(|conn, call| service::sessions(conn, &call.actor, call.now)).await?;
    Ok(Answer::ok(&Listing { items, next: None })?.into_response())
}

/// `POST /me/sessions/{id}/end`.
///
/// # Errors
/// 404 where it is not an open session of one's own.
pub async fn end_session(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::OwnAccount)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        service::end_session(conn, &call.actor, id, call.now)?;
        call.no_body()?;
        Ok(Answer::done())
    })
    .await
}

/// `POST /me/end-other-sessions`.
///
/// # Errors
/// 401.
pub async fn end_others(call: Call) -> Reply {
    call.may(Action::OwnAccount)?;
    call.write(|conn, call| {
        service::end_others(conn, &call.actor, call.now)?;
        call.no_body()?;
        Ok(Answer::done())
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "account";
    docs.add(Doc::get("/api/v1/me", tag, "Who I am").answers_versioned::<Person>());
    docs.add(
        Doc::patch("/api/v1/me", tag, "Change my language")
            .changes()
            .partial_body(CHANGE)
            .answers_versioned::<Person>(),
    );
    docs.add(
        Doc::post("/api/v1/me/password", tag, "Set another password; my other sessions end")
            .body(PASSWORD)
            .answers_nothing(),
    );
    docs.add(
        Doc::get("/api/v1/me/sessions", tag, "My open sessions, newest first").answers_list::<OwnSession>(),
    );
    docs.add(
        Doc::post("/api/v1/me/sessions/{id}/end", tag, "End one of my sessions").keyed().answers_nothing(),
    );
    docs.add(
        Doc::post("/api/v1/me/end-other-sessions", tag, "End all my sessions but this")
            .keyed()
            .answers_nothing(),
    );
}
