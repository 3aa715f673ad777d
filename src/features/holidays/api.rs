//! `/holiday-years` (3.1).

use actix_web::HttpRequest;

use crate::access::call::{Reply, blocking};
use crate::access::{Action, Call};
use crate::error::Error;
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::in_force::take_up;
use super::model::{IMPORT, Preview, YearDetail, Years};
use super::service::{self, Desk};

fn desk(call: &Call) -> Desk<'_> {
    Desk { services: &call.services, actor: &call.actor, now: call.now }
}

/// The year in a path; what is none is missing.
///
/// # Errors
/// `NotFound`.
pub(super) fn path_year(request: &HttpRequest) -> Result<i32, Error> {
    request.match_info().get("year").and_then(|text| text.parse().ok()).ok_or(Error::NotFound)
}

/// `GET /holiday-years`.
///
/// # Errors
/// 403.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewCalendars)?;
    let years = call.read(move |conn, call| service::years(conn, &scope, &desk(call))).await?;
    Ok(Answer::ok(&years)?.into_response())
}

/// `GET /holiday-years/{year}`.
///
/// # Errors
/// 403, 404.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewCalendars)?;
    let year = path_year(&request)?;
    let found = call.read(move |conn, call| service::year(conn, &scope, &desk(call), year)).await?;
    Ok(Answer::ok(&found)?.version(found.version).into_response())
}

/// `POST /holiday-years/{year}/preview`.
///
/// # Errors
/// 403, 404, 422 naming each line.
pub async fn preview(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ManageCalendars)?;
    let year = path_year(&request)?;
    let shown =
        call.read(move |conn, call| service::preview(conn, &scope, &desk(call), year, &call.body)).await?;
    Ok(Answer::ok(&shown)?.into_response())
}

/// `POST /holiday-years/{year}/import`.
///
/// # Errors
/// 403, 404, 428, 412, 422 naming each line.
pub async fn import(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ManageCalendars)?;
    let year = path_year(&request)?;
    let services = call.services.clone();
    let answer = call
        .write(move |conn, call| {
            let target = (year, call.if_match());
            let done = service::import(conn, &scope, &desk(call), target, &call.body)?;
            Ok(Answer::ok(&done)?.version(done.version))
        })
        .await?;
    blocking(move || {
        // It is imported; where this instance does not see it now, its job does within seconds.
        take_up(&services)
            .unwrap_or_else(|fault| tracing::warn!(%fault, "imported holidays are not in use yet"));
        Ok(())
    })
    .await?;
    Ok(answer)
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "calendars";
    docs.add(
        Doc::get("/api/v1/holiday-years", tag, "Years whose holidays are known or needed").answers::<Years>(),
    );
    docs.add(
        Doc::get("/api/v1/holiday-years/{year}", tag, "The holidays of a year and its imports")
            .answers_versioned::<YearDetail>(),
    );
    docs.add(
        Doc::post(
            "/api/v1/holiday-years/{year}/preview",
            tag,
            "What an import would change, day by day; nothing is stored",
        )
        .body(IMPORT)
        .answers::<Preview>(),
    );
    docs.add(
        Doc::post(
            "/api/v1/holiday-years/{year}/import",
            tag,
            "Import the holidays of a year: `days` is TOML as in the policy, or CSV of day and off/worked",
        )
        .changes()
        .body(IMPORT)
        .answers_versioned::<YearDetail>(),
    );
}
