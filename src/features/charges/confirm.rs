//! The billing clerk confirms a charge; from then on it belongs to the local month of that moment (chapter 6, 8.3).

use std::collections::BTreeMap;

use chrono_tz::Tz;
use serde_json::json;

use crate::access::audit::{self, Entry};
use crate::access::{Actor, Scope};
use crate::domain::notice_words::NoticeKind;
use crate::domain::pricing::PriceLine;
use crate::domain::record_words::ChargeStatus;
use crate::error::Error;
use crate::features::notices::{self, Event, Object};
use crate::features::users::Whom;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::web::incoming::IfMatch;

use super::books;
use super::model::Charge;
use super::price::Priced;
use super::row::Row;
use super::{store, waive};

/// Confirms a pending or held charge, and tells those who pay it.
///
/// # Errors
/// `NotFound`, `PreconditionRequired`, `Stale`; `Conflict` in any other state, or while a line has no price; `Forbidden` to
/// whoever priced it above the limit.
pub fn confirm(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    zone: Tz,
    id: Id,
    if_match: IfMatch,
) -> Result<Charge, Error> {
    let charge = confirm_silently(conn, actor, scope, now, zone, id, if_match)?;
    tell_payer(conn, actor, now, &[&charge])?;
    Ok(charge)
}

/// Tells those who pay `charges`, all of one payer, once.
fn tell_payer(conn: &mut Conn, actor: &Actor, now: Moment, charges: &[&Charge]) -> Result<(), Error> {
    let Some(first) = charges.first() else { return Ok(()) };
    let single = charges.len() == 1;
    let event = Event {
        kind: NoticeKind::ChargeConfirmed,
        by: Some(actor.user()),
        object: Object {
            kind: "charge",
            id: single.then_some(first.id),
            number: if single { &first.number } else { "" },
        },
        occasion: format!("{} v{}", first.id, first.version),
        to: &[Whom::WhoPayFor(first.payer_id)],
        count: charges.len(),
    };
    notices::tell(conn, now, &event)
}

/// Tells those who pay a charge that is confirmed from its birth.
///
/// # Errors
/// What the database answers.
pub(super) fn tell_of_row(conn: &mut Conn, actor: &Actor, now: Moment, row: &Row) -> Result<(), Error> {
    let event = Event {
        kind: NoticeKind::ChargeConfirmed,
        by: Some(actor.user()),
        object: Object { kind: "charge", id: Some(row.id), number: &row.number },
        occasion: format!("{} v1", row.id),
        to: &[Whom::WhoPayFor(row.payer_id)],
        count: 1,
    };
    notices::tell(conn, now, &event)
}

fn confirm_silently(
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
    waive::refuse_while_asked(conn, id)?;
    if lacks_price(&charge) {
        return Err(Error::Conflict("charge_without_price"));
    }
    if Priced::of(&charge.derivation).is_some_and(|priced| priced.second_person && priced.by == actor.user())
    {
        return Err(Error::Forbidden("own_price"));
    }
    let month = month_of(now, zone);
    store::change(conn, actor, now, &charge, (ChargeStatus::Confirmed, ""), Some(&month))?;
    books::enter(conn, actor, now, &charge)?;
    let entry = Entry {
        action: "charge.confirm",
        object_kind: "charge",
        object: Some(charge.id),
        label: &charge.number,
        before: Some(json!({ "status": charge.status, "month": charge.month })),
        after: Some(
            json!({ "status": ChargeStatus::Confirmed, "month": month, "amount_fen": charge.amount_fen }),
        ),
    };
    audit::write(conn, actor, now, entry)?;
    Ok(Charge { status: ChargeStatus::Confirmed, month: Some(month), version: charge.version + 1, ..charge })
}

/// The local month of a moment, to which a charge belongs that is confirmed then.
#[must_use]
pub fn month_of(now: Moment, zone: Tz) -> String {
    now.0.with_timezone(&zone).format("%Y-%m").to_string()
}

/// Whether a charge in this state can be confirmed.
#[must_use]
pub fn is_open(status: ChargeStatus) -> bool {
    matches!(status, ChargeStatus::Pending | ChargeStatus::Held)
}

/// Whether the price list did not know the part: a person prices it, or the record is corrected, so that nothing goes out at
/// 0 by mistake.
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
    let (mut done, mut left) = (Vec::new(), 0);
    for (id, version) in picked {
        match confirm_silently(conn, actor, scope, now, zone, *id, IfMatch::Version(*version)) {
            Ok(charge) => done.push(charge),
            Err(Error::Conflict(_) | Error::Stale | Error::NotFound | Error::Forbidden(_)) => left += 1,
            Err(other) => return Err(other),
        }
    }
    // Who pays many lines hears of them once.
    let mut by_payer: BTreeMap<Id, Vec<&Charge>> = BTreeMap::new();
    for charge in &done {
        by_payer.entry(charge.payer_id).or_default().push(charge);
    }
    for charges in by_payer.values() {
        tell_payer(conn, actor, now, charges)?;
    }
    Ok((done.len(), left))
}
