//! `/price-lists` (chapter 6).

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call, Scope};
use crate::error::Error;
use crate::features::policy;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::Field;
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};
use crate::platform::web::incoming::IfMatch;
use actix_web::HttpRequest;

use super::in_force::take_up_published;
use super::model::{Differences, FIELDS, Head, InForce, LIST, PARTS_FILE, PriceListRow};
use super::parts;
use super::service::{self, Desk};

/// The query of the list in force.
const AT: &[Field] = &[Field::moment("at")];

/// `GET /price-lists`.
///
/// # Errors
/// 403, 422.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewPriceLists)?;
    let query = call.list(&LIST)?;
    let page = call.read(move |conn, _| service::list(conn, &scope, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `GET /price-lists/in-force`.
///
/// # Errors
/// 403, 422.
pub async fn in_force(call: Call) -> Reply {
    call.may(Action::ViewPriceLists)?;
    let query = policy::query(AT, &call.incoming.query)?;
    let at = policy::moment(&query, call.now);
    let policies = call.services.policies.current();
    let desk = Desk { policies: &policies, actor: &call.actor, now: call.now };
    Ok(Answer::ok(&service::in_force(&desk, at)?)?.into_response())
}

/// `POST /price-lists`.
///
/// # Errors
/// 403, 422.
pub async fn create(call: Call) -> Reply {
    call.may(Action::ManagePriceLists)?;
    call.write(move |conn, call| {
        let policies = call.services.policies.current();
        let desk = Desk { policies: &policies, actor: &call.actor, now: call.now };
        let row = service::create(conn, &desk, &call.body)?;
        Ok(Answer::created(&row, format!("/api/v1/price-lists/{}", row.id))?.version(row.version))
    })
    .await
}

/// `GET /price-lists/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewPriceLists)?;
    let id = path_id(&request)?;
    let row = call.read(move |conn, _| service::show(conn, &scope, id)).await?;
    Ok(Answer::ok(&row)?.version(row.version).into_response())
}

/// `GET /price-lists/{id}/differences`.
///
/// # Errors
/// 403, 404.
pub async fn differences(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewPriceLists)?;
    let id = path_id(&request)?;
    let found = call
        .read(move |conn, call| {
            let policies = call.services.policies.current();
            let desk = Desk { policies: &policies, actor: &call.actor, now: call.now };
            service::differences(&desk, &service::show(conn, &scope, id)?)
        })
        .await?;
    Ok(Answer::ok(&found)?.into_response())
}

type Step = fn(&mut Conn, &Desk<'_>, &Scope, (Id, IfMatch), &Call) -> Result<PriceListRow, Error>;

async fn step(call: Call, request: HttpRequest, take: Step) -> Reply {
    let scope = call.may(Action::ManagePriceLists)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let policies = call.services.policies.current();
        let desk = Desk { policies: &policies, actor: &call.actor, now: call.now };
        let row = take(conn, &desk, &scope, (id, call.if_match()), call)?;
        Ok(Answer::ok(&row)?.version(row.version))
    })
    .await
}

/// `PATCH /price-lists/{id}`.
///
/// # Errors
/// 403, 404, 428, 412, 409 where it is published or given up, 422.
pub async fn edit(call: Call, request: HttpRequest) -> Reply {
    step(call, request, |conn, desk, scope, target, call| {
        service::edit(conn, desk, scope, target, &call.body)
    })
    .await
}

/// `POST /price-lists/{id}/parts`: a file in place of the parts there are.
///
/// # Errors
/// 403, 404, 428, 412, 409, 422 naming each line.
pub async fn import_parts(call: Call, request: HttpRequest) -> Reply {
    step(call, request, |conn, desk, scope, target, call| {
        parts::import(conn, desk, scope, target, &call.body)
    })
    .await
}

/// `POST /price-lists/{id}/check`.
///
/// # Errors
/// 403, 404, 428, 412, 409, 422 with everything that is wrong.
pub async fn check(call: Call, request: HttpRequest) -> Reply {
    step(call, request, |conn, desk, scope, target, call| {
        let row = service::check(conn, desk, scope, target)?;
        call.no_body().map(|()| row)
    })
    .await
}

/// `POST /price-lists/{id}/discard`.
///
/// # Errors
/// 403, 404, 428, 412, 409.
pub async fn discard(call: Call, request: HttpRequest) -> Reply {
    step(call, request, |conn, desk, scope, target, call| {
        let row = service::discard(conn, desk, scope, target)?;
        call.no_body().map(|()| row)
    })
    .await
}

/// `POST /price-lists/{id}/publish`.
///
/// # Errors
/// 403 for whoever had a hand in it; 404, 428, 412, 409 where it is not checked, 422.
pub async fn publish(call: Call, request: HttpRequest) -> Reply {
    let services = call.services.clone();
    let answer = step(call, request, |conn, desk, scope, target, call| {
        let row = service::publish(conn, desk, scope, target)?;
        call.no_body().map(|()| row)
    })
    .await?;
    take_up_published(services).await?;
    Ok(answer)
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "prices";
    docs.add(
        Doc::get("/api/v1/price-lists", tag, "Price lists that were drafted here; version 1 is the policy's")
            .list(&LIST)
            .answers_list::<Head>(),
    );
    docs.add(
        Doc::get("/api/v1/price-lists/in-force", tag, "The price list in force at a moment")
            .query(AT)
            .answers::<InForce>(),
    );
    docs.add(
        Doc::post(
            "/api/v1/price-lists",
            tag,
            "Draft a price list; what is not said is as in the list in force",
        )
        .keyed()
        .partial_body(FIELDS)
        .creates::<PriceListRow>(),
    );
    docs.add(Doc::get("/api/v1/price-lists/{id}", tag, "One price list").answers_versioned::<PriceListRow>());
    docs.add(
        Doc::patch("/api/v1/price-lists/{id}", tag, "Change a draft; rows of a list are replaced as a whole")
            .changes()
            .partial_body(FIELDS)
            .answers_versioned::<PriceListRow>(),
    );
    docs.add(
        Doc::get(
            "/api/v1/price-lists/{id}/differences",
            tag,
            "What differs from the list that it would supersede",
        )
        .answers::<Differences>(),
    );
    docs.add(
        Doc::post(
            "/api/v1/price-lists/{id}/parts",
            tag,
            "Replace the parts of a draft by those of a CSV file: part, zh, en, price in yuan, VAT in percent",
        )
        .changes()
        .keyed()
        .body(PARTS_FILE)
        .answers_versioned::<PriceListRow>(),
    );
    let steps = [
        ("/api/v1/price-lists/{id}/check", "Check a draft"),
        ("/api/v1/price-lists/{id}/publish", "Publish a checked list that somebody else wrote"),
        ("/api/v1/price-lists/{id}/discard", "Give a draft up"),
    ];
    for (path, what) in steps {
        docs.add(Doc::post(path, tag, what).changes().keyed().answers_versioned::<PriceListRow>());
    }
}
