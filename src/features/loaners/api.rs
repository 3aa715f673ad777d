//! `/loaners`.

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::features::products::Desk;
use crate::platform::fields;
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::model::{BACK, LEND, LIST, LoanerView, OFFER};
use super::service::{self, Step};

fn desk(call: &Call) -> Desk<'_> {
    Desk { services: &call.services, actor: &call.actor, now: call.now }
}

/// `GET /loaners`.
///
/// # Errors
/// 403, 422.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewProducts)?;
    let query = call.list(&LIST)?;
    let page = call.read(move |conn, call| service::list(conn, &desk(call), &scope, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `POST /loaners`.
///
/// # Errors
/// 403, 409, 422.
pub async fn create(call: Call) -> Reply {
    call.may(Action::WriteProducts)?;
    call.write(move |conn, call| {
        let made = service::offer(conn, &desk(call), &call.body)?;
        let location = format!("/api/v1/loaners/{}", made.loaner.id);
        Ok(Answer::created(&made, location)?.version(made.loaner.version))
    })
    .await
}

/// `GET /loaners/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewProducts)?;
    let id = path_id(&request)?;
    let found = call.read(move |conn, call| service::show(conn, &desk(call), &scope, id)).await?;
    Ok(Answer::ok(&found)?.version(found.loaner.version).into_response())
}

/// `POST /loaners/{id}/lend`.
///
/// # Errors
/// 403, 404, 428, 412, 409, 422.
pub async fn lend(call: Call, request: HttpRequest) -> Reply {
    step(call, request, Step::Lend).await
}

/// `POST /loaners/{id}/device-back`.
///
/// # Errors
/// As [`lend`].
pub async fn device_back(call: Call, request: HttpRequest) -> Reply {
    step(call, request, Step::DeviceBack).await
}

/// `POST /loaners/{id}/loaner-back`.
///
/// # Errors
/// As [`lend`].
pub async fn loaner_back(call: Call, request: HttpRequest) -> Reply {
    step(call, request, Step::LoanerBack).await
}

/// `POST /loaners/{id}/decline`.
///
/// # Errors
/// As [`lend`].
pub async fn decline(call: Call, request: HttpRequest) -> Reply {
    step(call, request, Step::Decline).await
}

async fn step(call: Call, request: HttpRequest, step: Step) -> Reply {
    call.may(Action::WriteProducts)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let done = service::step(conn, &desk(call), (id, call.if_match()), step, &call.body)?;
        Ok(Answer::ok(&done)?.version(done.loaner.version))
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "loaners";
    docs.add(
        Doc::get("/api/v1/loaners", tag, "Loaners in sight; `overdue` for those that should be back")
            .list(&LIST)
            .answers_list::<LoanerView>(),
    );
    docs.add(
        Doc::post(
            "/api/v1/loaners",
            tag,
            "Offer a device for one that is to be repaired away from its place",
        )
        .body(OFFER)
        .creates::<LoanerView>(),
    );
    docs.add(Doc::get("/api/v1/loaners/{id}", tag, "One loaner").answers_versioned::<LoanerView>());
    for (path, what, table) in [
        ("/api/v1/loaners/{id}/lend", "It is handed over", LEND),
        ("/api/v1/loaners/{id}/device-back", "The customer's own device is back in place", BACK),
        ("/api/v1/loaners/{id}/loaner-back", "The loaner came back", BACK),
        ("/api/v1/loaners/{id}/decline", "The customer does without", fields::REASON),
    ] {
        docs.add(Doc::post(path, tag, what).changes().body(table).answers_versioned::<LoanerView>());
    }
}
