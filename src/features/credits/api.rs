//! `/credits` and `/service-fees` (chapter 6).

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::platform::fields::REASON;
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::history::Whole;
use super::model::{Credit, LIST, NEW_CREDIT, NEW_FEE};
use super::{decide, propose, service};

/// `GET /credits?status=&origin=&kind=&payer_id=&q=`.
///
/// # Errors
/// 403, 422.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewCredits)?;
    let query = call.list(&LIST)?;
    let page = call.read(move |conn, _| service::list(conn, &scope, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `GET /credits/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewCredits)?;
    let id = path_id(&request)?;
    let whole = call.read(move |conn, _| service::show(conn, &scope, id)).await?;
    Ok(Answer::ok(&whole)?.version(whole.credit.version).into_response())
}

/// `POST /credits`.
///
/// # Errors
/// 403, 422.
pub async fn create(call: Call) -> Reply {
    call.may(Action::GiveCredits)?;
    call.write(move |conn, call| {
        let credit = propose::propose_credit(conn, &call.services, &call.actor, call.now, &call.body)?;
        let location = format!("/api/v1/credits/{}", credit.id);
        Ok(Answer::created(&credit, location)?.version(credit.version))
    })
    .await
}

/// `POST /service-fees`.
///
/// # Errors
/// 403, 422.
pub async fn create_fee(call: Call) -> Reply {
    call.may(Action::GiveCredits)?;
    call.write(move |conn, call| {
        let credit = propose::propose_fee(conn, &call.services, &call.actor, call.now, &call.body)?;
        let location = format!("/api/v1/credits/{}", credit.id);
        Ok(Answer::created(&credit, location)?.version(credit.version))
    })
    .await
}

/// `POST /credits/{id}/confirm`, with `If-Match`.
///
/// # Errors
/// 403 for one's own and to whoever is not the one to decide; 404, 428, 412; 409 where it is decided.
pub async fn confirm(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::GiveCredits)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let target = (id, call.if_match());
        let credit = decide::confirm(conn, &call.services, &call.actor, &scope, call.now, target)?;
        call.no_body()?;
        Ok(Answer::ok(&credit)?.version(credit.version))
    })
    .await
}

/// `POST /credits/{id}/refuse` `{reason}`, with `If-Match`.
///
/// # Errors
/// As [`confirm`]; 422 without a reason.
pub async fn refuse(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::GiveCredits)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let target = (id, call.if_match());
        let credit = decide::refuse(conn, &call.actor, &scope, call.now, target, &call.body)?;
        Ok(Answer::ok(&credit)?.version(credit.version))
    })
    .await
}

/// `POST /credits/{id}/reverse` `{reason}`, with `If-Match`.
///
/// # Errors
/// 403 to whoever does not bill; 404, 428, 412; 409 where it is not confirmed; 422 without a reason.
pub async fn reverse(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::GiveCredits)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let target = (id, call.if_match());
        let credit =
            decide::reverse(conn, &call.services, &call.actor, &scope, call.now, target, &call.body)?;
        Ok(Answer::ok(&credit)?.version(credit.version))
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "credits";
    docs.add(
        Doc::get("/api/v1/credits", tag, "Credits and service fees, newest first")
            .list(&LIST)
            .answers_list::<Credit>(),
    );
    docs.add(Doc::post("/api/v1/credits", tag, "Propose a credit").body(NEW_CREDIT).creates::<Credit>());
    docs.add(
        Doc::post("/api/v1/service-fees", tag, "Propose a service fee by the price list")
            .body(NEW_FEE)
            .creates::<Credit>(),
    );
    docs.add(
        Doc::get("/api/v1/credits/{id}", tag, "One credit, with what became of it")
            .answers_versioned::<Whole>(),
    );
    docs.add(
        Doc::post("/api/v1/credits/{id}/confirm", tag, "Confirm a proposed credit: it becomes a charge")
            .changes()
            .keyed()
            .answers_versioned::<Credit>(),
    );
    for (path, title) in [
        ("/api/v1/credits/{id}/refuse", "Refuse a proposed credit"),
        ("/api/v1/credits/{id}/reverse", "Take a confirmed credit back"),
    ] {
        docs.add(Doc::post(path, tag, title).body(REASON).changes().keyed().answers_versioned::<Credit>());
    }
}
