//! `/statement-runs`: a whole month at once.

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::run::{self, LIST, Run, START};

/// `GET /statement-runs`.
///
/// # Errors
/// 403, 422.
pub async fn list(call: Call) -> Reply {
    call.may(Action::IssueStatements)?;
    let query = call.list(&LIST)?;
    let page = call.read(move |conn, _| run::list(conn, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `POST /statement-runs` `{month}`.
///
/// # Errors
/// 409 where one goes on for the month or nothing waits; 422.
pub async fn start(call: Call) -> Reply {
    call.may(Action::IssueStatements)?;
    call.write(move |conn, call| {
        let run = run::start(conn, &call.actor, call.now, &call.body)?;
        Ok(Answer::created(&run, format!("/api/v1/statement-runs/{}", run.id))?.version(run.version))
    })
    .await
}

/// `GET /statement-runs/{id}`: how far it is.
///
/// # Errors
/// 404.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::IssueStatements)?;
    let id = path_id(&request)?;
    let run = call.read(move |conn, _| run::show(conn, id)).await?;
    Ok(Answer::ok(&run)?.version(run.version).into_response())
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "statements";
    docs.add(
        Doc::get("/api/v1/statement-runs", tag, "Runs over a month, newest first")
            .list(&LIST)
            .answers_list::<Run>(),
    );
    docs.add(
        Doc::post("/api/v1/statement-runs", tag, "Issue the statements of every payer for a month")
            .body(START)
            .keyed()
            .creates::<Run>(),
    );
    docs.add(Doc::get("/api/v1/statement-runs/{id}", tag, "How far a run is").answers_versioned::<Run>());
}
