//! `/organisations` (chapter 7).

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::model::{CHANGE, LIST, NEW, Organisation};
use super::service;

/// `GET /organisations`.
///
/// # Errors
/// 403, 422.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewPeople)?;
    let query = call.list(&LIST)?;
    let page = call.read(move |conn, _| service::list(conn, &scope, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `POST /organisations`.
///
/// # Errors
/// 403, 422.
pub async fn create(call: Call) -> Reply {
    call.may(Action::ManageOrganisations)?;
    let policy = call.services.policies.current();
    call.write(move |conn, call| {
        let cities = &policy.at(call.now.0).map_err(crate::error::Error::internal)?.cities;
        let row = service::create(conn, &call.actor, cities, call.now, &call.body)?;
        Ok(Answer::created(&row, format!("/api/v1/organisations/{}", row.id))?.version(row.version))
    })
    .await
}

/// `GET /organisations/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewPeople)?;
    let id = path_id(&request)?;
    let row = call.read(move |conn, _| service::show(conn, &scope, id)).await?;
    Ok(Answer::ok(&row)?.version(row.version).into_response())
}

/// `PATCH /organisations/{id}`.
///
/// # Errors
/// 403, 404, 428, 412, 409 for one's own organisation, 422.
pub async fn edit(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ManageOrganisations)?;
    let id = path_id(&request)?;
    let policy = call.services.policies.current();
    call.write(move |conn, call| {
        let cities = &policy.at(call.now.0).map_err(crate::error::Error::internal)?.cities;
        let target = (id, call.if_match());
        let row = service::edit(conn, &call.actor, &scope, cities, call.now, target, &call.body)?;
        Ok(Answer::ok(&row)?.version(row.version))
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "organisations";
    docs.add(
        Doc::get("/api/v1/organisations", tag, "Organisations in sight")
            .list(&LIST)
            .answers_list::<Organisation>(),
    );
    docs.add(
        Doc::post("/api/v1/organisations", tag, "Create an organisation").body(NEW).creates::<Organisation>(),
    );
    docs.add(
        Doc::get("/api/v1/organisations/{id}", tag, "One organisation").answers_versioned::<Organisation>(),
    );
    docs.add(
        Doc::patch("/api/v1/organisations/{id}", tag, "Change an organisation")
            .changes()
            .partial_body(CHANGE)
            .answers_versioned::<Organisation>(),
    );
}
