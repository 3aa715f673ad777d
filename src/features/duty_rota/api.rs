//! `/duty-shifts`.

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::model::{COPY, Copied, LIST, NEW, Shift};
use super::service;

/// `GET /duty-shifts`; `?now=true` are those on duty now.
///
/// # Errors
/// 403, 422.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewDutyRota)?;
    let query = call.list(&LIST)?;
    let page =
        call.read(move |conn, call| service::list(conn, &call.services, &scope, &query, call.now)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `POST /duty-shifts`.
///
/// # Errors
/// 403, 422.
pub async fn add(call: Call) -> Reply {
    call.may(Action::ManageDutyRota)?;
    call.write(move |conn, call| {
        let shift = service::add(conn, &call.services, &call.actor, &call.body, call.now)?;
        Ok(Answer::created(&shift, format!("/api/v1/duty-shifts/{}", shift.id))?.version(shift.version))
    })
    .await
}

/// `POST /duty-shifts/copy`: plans a week like the one before it.
///
/// # Errors
/// 403, 422.
pub async fn copy(call: Call) -> Reply {
    call.may(Action::ManageDutyRota)?;
    call.write(move |conn, call| {
        Answer::ok(&service::copy(conn, &call.services, &call.actor, &call.body, call.now)?)
    })
    .await
}

/// `DELETE /duty-shifts/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn remove(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::ManageDutyRota)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        service::remove(conn, &call.actor, id, call.now)?;
        Ok(Answer::done())
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "duty rota";
    docs.add(Doc::get("/api/v1/duty-shifts", tag, "Shifts").list(&LIST).answers_list::<Shift>());
    docs.add(Doc::post("/api/v1/duty-shifts", tag, "Put somebody on duty").body(NEW).creates::<Shift>());
    docs.add(
        Doc::post("/api/v1/duty-shifts/copy", tag, "Plan a week like the one before it")
            .body(COPY)
            .answers::<Copied>(),
    );
    docs.add(Doc::delete("/api/v1/duty-shifts/{id}", tag, "Take somebody off duty").answers_nothing());
}
