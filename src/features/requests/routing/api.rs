//! `/requests/{id}/candidates`, `/agents` and `/agent`.

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::features::requests::api::{answer, desk};
use crate::features::requests::service;
use crate::features::requests::view::RequestView;
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::{AGENT, AgentCandidate, Candidate};

/// `GET /requests/{id}/candidates`: whom it should be given to, best first.
///
/// # Errors
/// 403, 404.
pub async fn candidates(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::AssignRequests)?;
    let id = path_id(&request)?;
    let found: Vec<Candidate> = call
        .read(move |conn, call| {
            let (texts, lang) = (&call.services.texts, call.lang());
            let found = service::candidates(conn, &desk(call), id)?;
            Ok(found.into_iter().map(|one| Candidate::new(one, texts, lang)).collect())
        })
        .await?;
    Ok(Answer::ok(&found)?.into_response())
}

/// `GET /requests/{id}/agents`: whom a prospect could be given to, the nearest first.
///
/// # Errors
/// 403, 404, 409.
pub async fn agents(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::RouteProspects)?;
    let id = path_id(&request)?;
    let found = call.read(move |conn, call| super::agents(conn, &desk(call), id)).await?;
    Ok(Answer::ok(&found)?.into_response())
}

/// `POST /requests/{id}/agent`: gives a prospect to an agent.
///
/// # Errors
/// 403, 404, 428, 412, 409, 422.
pub async fn hand_to(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::RouteProspects)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let given = super::hand_to(conn, &desk(call), (id, call.if_match()), &call.body)?;
        answer(conn, call, given)
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "requests";
    docs.add(
        Doc::get("/api/v1/requests/{id}/candidates", tag, "Whom the request should be given to, best first")
            .answers::<Vec<Candidate>>(),
    );
    docs.add(
        Doc::get("/api/v1/requests/{id}/agents", tag, "Agents for a prospect, the nearest first")
            .answers::<Vec<AgentCandidate>>(),
    );
    docs.add(
        Doc::post("/api/v1/requests/{id}/agent", tag, "Give a prospect and its request to an agent")
            .changes()
            .body(AGENT)
            .answers_versioned::<RequestView>(),
    );
}
