//! `GET /service-matrix`, `GET /service-catalogue`, `POST /decisions` (8.3).

use crate::access::call::Reply;
use crate::access::{Action, Call};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{self, Docs};

use super::explain::{DecisionView, explain};
use super::model::{CATALOGUE_QUERY, CatalogueView, DECISION, MATRIX_QUERY, MatrixView};
use super::service;

/// `GET /service-matrix?at=`.
///
/// # Errors
/// 422 naming `at` where no version was in force.
pub async fn matrix(call: Call) -> Reply {
    call.may(Action::ViewPolicy)?;
    let query = service::query(MATRIX_QUERY, &call.incoming.query)?;
    let policies = call.services.policies.current();
    let policy = service::version_at(&policies, service::moment(&query, call.now))?;
    Ok(Answer::ok(&MatrixView::of(policy))?.into_response())
}

/// `GET /service-catalogue?class=&at=`.
///
/// # Errors
/// 422 naming `class` or `at`.
pub async fn catalogue(call: Call) -> Reply {
    call.may(Action::ViewPolicy)?;
    let query = service::query(CATALOGUE_QUERY, &call.incoming.query)?;
    let policies = call.services.policies.current();
    let policy = service::version_at(&policies, service::moment(&query, call.now))?;
    let class = query.get("class").and_then(|class| class.as_str()).and_then(|class| class.parse().ok());
    Ok(Answer::ok(&CatalogueView::of(policy, class))?.into_response())
}

/// `POST /decisions`.
///
/// # Errors
/// 403 for a class that is not the caller's; 422 naming each field at fault.
pub async fn decide(call: Call) -> Reply {
    call.may(Action::ViewPolicy)?;
    let view = call
        .read(|conn, call| {
            let (services, policies) = (&call.services, call.services.policies.current());
            let zone = services.settings.time_zone;
            let decision = service::decide_for(conn, &call.actor, &policies, &call.body, zone, call.now)?;
            let view = explain(&decision, &services.texts, call.lang());
            Ok(service::for_eyes_of(&call.actor, view))
        })
        .await?;
    Ok(Answer::ok(&view)?.into_response())
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "policy";
    docs.add(
        docs::Call::get("/api/v1/service-matrix", tag, "The matrix in force at a moment")
            .query(MATRIX_QUERY)
            .answers::<MatrixView>(),
    );
    docs.add(
        docs::Call::get(
            "/api/v1/service-catalogue",
            tag,
            "The catalogue in force at a moment, of one class or of all",
        )
        .query(CATALOGUE_QUERY)
        .answers::<CatalogueView>(),
    );
    docs.add(
        docs::Call::post(
            "/api/v1/decisions",
            tag,
            "What the policy says of a piece of work; nothing is stored",
        )
        .body(DECISION)
        .answers::<DecisionView>(),
    );
}
