//! `/product-types`.

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::model::{FIELDS, LIST, ProductType};
use super::service;

/// `GET /product-types`.
///
/// # Errors
/// 403, 422.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewProducts)?;
    let query = call.list(&LIST)?;
    let page = call.read(move |conn, _| service::list(conn, &scope, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `POST /product-types`.
///
/// # Errors
/// 403, 422.
pub async fn create(call: Call) -> Reply {
    call.may(Action::ManageProductTypes)?;
    call.write(move |conn, call| {
        let made = service::create(conn, &call.services, &call.actor, &call.body, call.now)?;
        let location = format!("/api/v1/product-types/{}", made.id);
        Ok(Answer::created(&made, location)?.version(made.version))
    })
    .await
}

/// `GET /product-types/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewProducts)?;
    let id = path_id(&request)?;
    let found = call.read(move |conn, _| service::show(conn, &scope, id)).await?;
    Ok(Answer::ok(&found)?.version(found.version).into_response())
}

/// `PATCH /product-types/{id}`.
///
/// # Errors
/// 403, 404, 428, 412, 422.
pub async fn edit(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::ManageProductTypes)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let target = (id, call.if_match());
        let saved = service::edit(conn, &call.services, &call.actor, target, &call.body, call.now)?;
        Ok(Answer::ok(&saved)?.version(saved.version))
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "products";
    docs.add(
        Doc::get("/api/v1/product-types", tag, "Product types with their terms and models")
            .list(&LIST)
            .answers_list::<ProductType>(),
    );
    docs.add(
        Doc::post("/api/v1/product-types", tag, "Create a product type; lengths not said are the policy's")
            .body(FIELDS)
            .creates::<ProductType>(),
    );
    docs.add(
        Doc::get("/api/v1/product-types/{id}", tag, "One product type").answers_versioned::<ProductType>(),
    );
    docs.add(
        Doc::patch("/api/v1/product-types/{id}", tag, "Change a product type and its models")
            .changes()
            .partial_body(FIELDS)
            .answers_versioned::<ProductType>(),
    );
}
