//! The billing clerk confirms a charge; from then on it belongs to the local month of that moment (chapter 6, 8.3).

use chrono_tz::Tz;
use serde_json::json;

use crate::access::audit::{self, Entry};
use crate::access::{Actor, Scope};
use crate::domain::pricing::PriceLine;
use crate::domain::record_words::ChargeStatus;
use crate::error::Error;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::web::incoming::IfMatch;

use super::model::Charge;
use super::store;

/// Confirms a pending or held charge.
///
/// # Errors
/// `NotFound`, `PreconditionRequired`, `Stale`; `Conflict` in any other state, or while a line has no price.
pub fn confirm(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    zone: Tz,
    id: Id,
    if_match: IfMatch,
) -> Result<Charge, Error> {
    let charge = store::find(conn, scope, id)?;
    if_match.check(charge.version)?;
    if !is_open(charge.status) {
        return Err(Error::Conflict("charge_not_open"));
    }
    if lacks_price(&charge) {
        return Err(Error::Conflict("charge_without_price"));
    }
    let month = now.0.with_timezone(&zone).format("%Y-%m").to_string();
    store::change(conn, actor, now, &charge, ChargeStatus::Confirmed, Some(&month))?;
    let entry = Entry {
        action: "charge.confirm",
        object_kind: "charge",
        object: Some(charge.id),
        label: &charge.record_number,
        before: Some(json!({ "status": charge.status, "month": charge.month })),
        after: Some(
            json!({ "status": ChargeStatus::Confirmed, "month": month, "amount_fen": charge.amount_fen }),
        ),
    };
    audit::write(conn, actor, now, entry)?;
    Ok(Charge { status: ChargeStatus::Confirmed, month: Some(month), version: charge.version + 1, ..charge })
}

/// Whether a charge in this state can be confirmed.
#[must_use]
pub fn is_open(status: ChargeStatus) -> bool {
    matches!(status, ChargeStatus::Pending | ChargeStatus::Held)
}

/// Whether the price list did not know the part: the record must be corrected first, so that nothing goes out at 0
/// by mistake.
#[must_use]
pub fn lacks_price(charge: &Charge) -> bool {
    line_of(charge).is_some_and(|line| line.needs_price())
}

/// The line of the bill in the derivation.
#[must_use]
pub fn line_of(charge: &Charge) -> Option<PriceLine> {
    serde_json::from_value(charge.derivation.get("line")?.clone()).ok()
}

/// Confirms those of `picked` that can be; says how many could, and how many could not.
///
/// # Errors
/// What the database answers.
pub fn confirm_all(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    zone: Tz,
    picked: &[(Id, i32)],
) -> Result<(usize, usize), Error> {
    let (mut done, mut left) = (0, 0);
    for (id, version) in picked {
        match confirm(conn, actor, scope, now, zone, *id, IfMatch::Version(*version)) {
            Ok(_) => done += 1,
            Err(Error::Conflict(_) | Error::Stale | Error::NotFound) => left += 1,
            Err(other) => return Err(other),
        }
    }
    Ok((done, left))
}
