//! `/price-lists/{id}/replays` and `/price-replays`: what a draft would have done to approved records (2.6, 6).

use actix_web::HttpRequest;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::replay;
use super::replay_model::{RECORDS, Replay, ReplayRecord, ReplayView};

/// The last replays of a list.
#[derive(Debug, Serialize, ToSchema)]
struct Replays {
    /// Newest first, ten at most.
    items: Vec<Replay>,
}

/// `GET /price-lists/{id}/replays`.
///
/// # Errors
/// 403, 404.
pub async fn list(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewPriceReplays)?;
    let id = path_id(&request)?;
    let items = call.read(move |conn, _| replay::of_list(conn, &scope, id)).await?;
    Ok(Answer::ok(&Replays { items })?.into_response())
}

/// `POST /price-lists/{id}/replays`.
///
/// # Errors
/// 403, 404, 409 where the list is published or another replay of it goes on.
pub async fn start(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ReplayPrices)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let replay = replay::start(conn, &call.actor, &scope, call.now, id)?;
        call.no_body()?;
        Ok(Answer::created(&replay, format!("/api/v1/price-replays/{}", replay.id))?.version(replay.version))
    })
    .await
}

/// `GET /price-replays/{id}`: how far it is, and its totals.
///
/// # Errors
/// 403, 404.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewPriceReplays)?;
    let id = path_id(&request)?;
    let view = call.read(move |conn, _| replay::show(conn, &scope, id)).await?;
    let version = view.replay.version;
    Ok(Answer::ok(&view)?.version(version).into_response())
}

/// `GET /price-replays/{id}/records`: the records behind its numbers.
///
/// # Errors
/// 403, 404, 422.
pub async fn records(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewPriceReplays)?;
    let id = path_id(&request)?;
    let query = call.list(&RECORDS)?;
    let (_, page) = call.read(move |conn, _| replay::records(conn, &scope, id, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "prices";
    docs.add(
        Doc::get("/api/v1/price-lists/{id}/replays", tag, "The last replays of a list").answers::<Replays>(),
    );
    docs.add(
        Doc::post(
            "/api/v1/price-lists/{id}/replays",
            tag,
            "Compute the charges of the last three months again with a draft",
        )
        .keyed()
        .creates::<Replay>(),
    );
    docs.add(
        Doc::get("/api/v1/price-replays/{id}", tag, "How far a replay is, and its totals")
            .answers_versioned::<ReplayView>(),
    );
    docs.add(
        Doc::get("/api/v1/price-replays/{id}/records", tag, "The records behind the totals of a replay")
            .list(&RECORDS)
            .answers_list::<ReplayRecord>(),
    );
}
