//! `/charges` (8.3).

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::platform::fields::REASON;
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{self, Docs};

use super::confirm::confirm;
use super::hold::{HOLD, RELEASE};
use super::model::{Charge, LIST};
use super::price::{PRICE, price};
use super::service;
use super::waive::{grant, refuse, waive};

/// `GET /charges?record_id=&payer_id=&status=&month=&q=`.
///
/// # Errors
/// 403 where the role has nothing to do with bills; 422 naming each wrong key.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewCharges)?;
    let query = call.list(&LIST)?;
    let page = call.read(move |conn, _| service::list(conn, &scope, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `GET /charges/{id}`.
///
/// # Errors
/// 404 where it is missing or somebody else's.
pub async fn view(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewCharges)?;
    let id = path_id(&request)?;
    let charge = call.read(move |conn, _| service::show(conn, &scope, id)).await?;
    Ok(Answer::ok(&charge)?.version(charge.version).into_response())
}

/// `POST /charges/{id}/confirm`, with `If-Match`.
///
/// # Errors
/// 404, 428, 412; 409 where it is neither pending nor held.
pub async fn confirm_one(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ConfirmCharges)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let zone = call.services.settings.time_zone;
        let charge = confirm(conn, &call.actor, &scope, call.now, zone, id, call.if_match())?;
        call.no_body()?;
        Ok(Answer::ok(&charge)?.version(charge.version))
    })
    .await
}

/// `POST /charges/{id}/hold` `{reason}`, with `If-Match`.
///
/// # Errors
/// 404, 428, 412; 409 where it is not pending; 422 without a reason.
pub async fn hold_one(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ConfirmCharges)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let charge = HOLD.take(conn, &call.actor, &scope, call.now, (id, call.if_match()), &call.body)?;
        Ok(Answer::ok(&charge)?.version(charge.version))
    })
    .await
}

/// `POST /charges/{id}/release` `{reason}`, with `If-Match`.
///
/// # Errors
/// 404, 428, 412; 409 where it is not held; 422 without a reason.
pub async fn release_one(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ConfirmCharges)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let charge = RELEASE.take(conn, &call.actor, &scope, call.now, (id, call.if_match()), &call.body)?;
        Ok(Answer::ok(&charge)?.version(charge.version))
    })
    .await
}

/// `POST /charges/{id}/price` `{unit_price_fen, reason}`, with `If-Match`: prices a part that the list lacks. The charge that
/// is answered takes the place of this one.
///
/// # Errors
/// 404, 428, 412; 409 where it is not open, has a price or is asked to be waived; 422 naming each wrong field.
pub async fn price_one(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ConfirmCharges)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let settings = &call.services.settings;
        let (when, limit) = ((call.now, settings.time_zone), settings.waiver_limit_fen);
        let charge = price(conn, &call.actor, &scope, when, (id, call.if_match()), &call.body, limit)?;
        Ok(Answer::ok(&charge)?.version(charge.version))
    })
    .await
}

/// `POST /charges/{id}/waive` `{reason}`, with `If-Match`. Above the limit it is asked for, and the charge answered stands
/// as it stood.
///
/// # Errors
/// 404, 428, 412; 409 where it is on a statement or asked for already; 422 without a reason.
pub async fn waive_one(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ConfirmCharges)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let limit = call.services.settings.waiver_limit_fen;
        let charge = waive(conn, &call.actor, &scope, call.now, (id, call.if_match()), &call.body, limit)?;
        Ok(Answer::ok(&charge)?.version(charge.version))
    })
    .await
}

/// `POST /charges/{id}/grant-waiver`, with `If-Match`.
///
/// # Errors
/// 403 to whoever asked; 404, 428, 412; 409 where none is asked for.
pub async fn grant_waiver(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ConfirmCharges)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let charge = grant(conn, &call.actor, &scope, call.now, (id, call.if_match()))?;
        call.no_body()?;
        Ok(Answer::ok(&charge)?.version(charge.version))
    })
    .await
}

/// `POST /charges/{id}/refuse-waiver` `{reason}`, with `If-Match`.
///
/// # Errors
/// 403 to whoever asked; 404, 428, 412; 409 where none is asked for; 422 without a reason.
pub async fn refuse_waiver(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ConfirmCharges)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let charge = refuse(conn, &call.actor, &scope, call.now, (id, call.if_match()), &call.body)?;
        Ok(Answer::ok(&charge)?.version(charge.version))
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "charges";
    docs.add(
        docs::Call::get("/api/v1/charges", tag, "Charges in sight, newest first")
            .list(&LIST)
            .answers_list::<Charge>(),
    );
    docs.add(docs::Call::get("/api/v1/charges/{id}", tag, "One charge").answers_versioned::<Charge>());
    docs.add(
        docs::Call::post("/api/v1/charges/{id}/confirm", tag, "Confirm a pending or held charge")
            .changes()
            .keyed()
            .answers_versioned::<Charge>(),
    );
    let title = "Price a part that the price list lacks; the charge that is answered takes this one's place";
    let priced = docs::Call::post("/api/v1/charges/{id}/price", tag, title).body(PRICE).changes().keyed();
    docs.add(priced.answers_versioned::<Charge>());
    let with_reason = [
        ("/api/v1/charges/{id}/hold", "Hold a pending charge back"),
        ("/api/v1/charges/{id}/release", "Let a held charge wait for confirmation again"),
        ("/api/v1/charges/{id}/waive", "Waive a charge, or ask a second person to above the limit"),
        ("/api/v1/charges/{id}/refuse-waiver", "Refuse a waiver that somebody else asked for"),
    ];
    for (path, title) in with_reason {
        let call = docs::Call::post(path, tag, title).body(REASON).changes().keyed();
        docs.add(call.answers_versioned::<Charge>());
    }
    docs.add(
        docs::Call::post(
            "/api/v1/charges/{id}/grant-waiver",
            tag,
            "Grant a waiver that somebody else asked for",
        )
        .changes()
        .keyed()
        .answers_versioned::<Charge>(),
    );
}
