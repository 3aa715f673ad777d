//! What may still be said of a contract in force: that the project was accepted, once; that it ends early, from today on; or
//! that it is given up before it begins.

use serde_json::{Value, json};

use crate::access::Action;
use crate::domain::contract_words::ContractStatus;
use crate::error::Error;
use crate::features::charges;
use crate::features::products::Desk;
use crate::features::statements;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness, FaultCode};
use crate::platform::web::incoming::IfMatch;

use super::super::model::{ACCEPTANCE, Contract, ENDING, Row, stored};
use super::super::store;
use super::{log, open, read, today};

/// Ends a contract early: `body` says its last day, today or later, and why.
///
/// # Errors
/// `Forbidden`, `NotFound`, `PreconditionRequired`, `Stale`; `Conflict` where it is not in force; `Invalid` naming each field.
pub fn end(
    conn: &mut Conn,
    desk: &Desk<'_>,
    (id, expected): (Id, IfMatch),
    body: &Value,
) -> Result<Contract, Error> {
    let before = open(conn, desk, Action::ActivateContracts, id)?;
    expected.check(before.version)?;
    let today = today(desk);
    if before.status_on(&today) != ContractStatus::Active {
        return Err(Error::Conflict("contract_not_in_force"));
    }
    let body = fields::check(ENDING, body, Completeness::Complete).map_err(Error::Invalid)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_string();
    let last_on = text("last_on");
    // What was done until today was done under the contract.
    if last_on < today {
        return Err(Error::field("last_on", FaultCode::new("in_past")));
    }
    if last_on >= before.last_on {
        return Err(Error::field("last_on", FaultCode::new("not_earlier")));
    }
    let row = Row { last_on, ..closed(desk, before.clone(), text("reason")) };
    store::update(conn, &row)?;
    let change = (
        Some(json!({ "last_on": before.last_on })),
        Some(json!({ "last_on": row.last_on, "reason": row.close_reason })),
    );
    log(conn, desk, "contract.end", &row, change)?;
    read::one(conn, desk, row)
}

/// Gives up a draft, or a contract that has not begun; `body` says why.
///
/// # Errors
/// `Forbidden`, `NotFound`, `PreconditionRequired`, `Stale`; `Conflict` where it has begun or is over; `Invalid` without a
/// reason.
pub fn cancel(
    conn: &mut Conn,
    desk: &Desk<'_>,
    (id, expected): (Id, IfMatch),
    body: &Value,
) -> Result<Contract, Error> {
    let before = open(conn, desk, Action::WriteContracts, id)?;
    let status = before.status_on(&today(desk));
    if status != ContractStatus::Draft && !desk.actor.can(Action::ActivateContracts) {
        return Err(Error::Forbidden("role_not_allowed"));
    }
    expected.check(before.version)?;
    if !matches!(status, ContractStatus::Draft | ContractStatus::Upcoming) {
        return Err(Error::Conflict("contract_has_begun"));
    }
    let reason = fields::reason(body)?;
    if let Some(charge) = before.charge_id {
        charges::take_back(conn, desk.actor, desk.now, desk.services.settings.time_zone, charge)?;
        statements::taken_back(conn, desk.actor, desk.now, charge)?;
    }
    let row = Row { status: stored::CANCELLED.to_string(), ..closed(desk, before.clone(), reason) };
    store::update(conn, &row)?;
    let change = (
        Some(json!({ "status": before.status })),
        Some(json!({ "status": row.status, "reason": row.close_reason })),
    );
    log(conn, desk, "contract.cancel", &row, change)?;
    read::one(conn, desk, row)
}

fn closed(desk: &Desk<'_>, row: Row, reason: String) -> Row {
    Row {
        closed_at: Some(desk.now),
        closed_by_name: Some(desk.actor.name().to_string()),
        close_reason: Some(reason),
        version: row.version + 1,
        updated_at: desk.now,
        ..row
    }
}

/// Says when the project was accepted (终验), once: warranty and free service of what the contract covers run from there.
///
/// # Errors
/// `Forbidden`, `NotFound`, `PreconditionRequired`, `Stale`; `Conflict` where it is said already or the contract is not in
/// force; `Invalid` for a day that lies ahead.
pub fn accept(
    conn: &mut Conn,
    desk: &Desk<'_>,
    (id, expected): (Id, IfMatch),
    body: &Value,
) -> Result<Contract, Error> {
    let before = open(conn, desk, Action::WriteContracts, id)?;
    expected.check(before.version)?;
    if before.status != stored::ACTIVE {
        return Err(Error::Conflict("contract_not_in_force"));
    }
    if before.accepted_on.is_some() {
        return Err(Error::Conflict("contract_accepted_already"));
    }
    let body = fields::check(ACCEPTANCE, body, Completeness::Complete).map_err(Error::Invalid)?;
    let day = body.get("accepted_on").and_then(Value::as_str).unwrap_or_default().to_string();
    if day > today(desk) {
        return Err(Error::field("accepted_on", FaultCode::new("in_future")));
    }
    let row = Row { accepted_on: Some(day), version: before.version + 1, updated_at: desk.now, ..before };
    store::update(conn, &row)?;
    let after = json!({ "accepted_on": row.accepted_on });
    log(conn, desk, "contract.accept", &row, (Some(json!({ "accepted_on": null })), Some(after)))?;
    read::one(conn, desk, row)
}
