//! A part that the price list of its day lacks is priced by a person of billing, with a reason (chapter 6).
//!
//! Amounts never change: the charge without a price is reversed, and one with the price takes its place, which says in its
//! derivation who gave it and why. Above the limit somebody else confirms that one. While it is not confirmed, it can be priced
//! again in the same way.

use chrono_tz::Tz;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::access::audit::{self, Entry};
use crate::access::{Actor, Scope};
use crate::domain::price_list::MOST_FEN;
use crate::domain::pricing::PriceLine;
use crate::domain::record_words::ChargeStatus;
use crate::error::Error;
use crate::platform::db::schema::charges as t;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode, Field};
use crate::platform::random;
use crate::platform::web::incoming::IfMatch;

use super::confirm::{is_open, line_of};
use super::create::{Birth, insert_row};
use super::model::Charge;
use super::reverse::{Correction, reverse};
use super::row::Row;
use super::{store, waive};

/// The body of a price.
pub const PRICE: &[Field] = &[
    Field::money("unit_price_fen", 1, MOST_FEN).required(),
    Field::long_text("reason", 1000).required().wide(),
];

/// A price that a person gave, as the derivation keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Priced {
    /// Net, fen, for one unit, before what comes off for the grade of an agent.
    pub unit_price_fen: i64,
    /// Who gave it.
    pub by: Id,
    /// By name.
    pub by_name: String,
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: String,
    /// Whether somebody else has to confirm it, because it was above the limit of that day.
    pub second_person: bool,
}

impl Priced {
    /// Out of a derivation; nothing where the price list had the price.
    #[must_use]
    pub fn of(derivation: &Value) -> Option<Self> {
        derivation.get("priced").and_then(|priced| Self::deserialize(priced).ok())
    }
}

/// Whether a price can be given: the list had none, and nobody has confirmed, waived or billed the charge.
#[must_use]
pub fn can_be_priced(charge: &Charge) -> bool {
    let unpriced = line_of(charge).is_some_and(|line| line.needs_price());
    is_open(charge.status) && (unpriced || charge.prices_id.is_some())
}

/// Prices a charge; answers the one that takes its place. Above `limit_fen` (net) another person confirms that one.
///
/// # Errors
/// `NotFound`, `PreconditionRequired`, `Stale`; `Conflict` where it is not open, has a price, or is asked to be waived;
/// `Invalid` naming each field.
pub fn price(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    (now, zone): (Moment, Tz),
    (id, expected): (Id, IfMatch),
    body: &Value,
    limit_fen: i64,
) -> Result<Charge, Error> {
    let charge = store::find(conn, scope, id)?;
    expected.check(charge.version)?;
    if !is_open(charge.status) {
        return Err(Error::Conflict("charge_not_open"));
    }
    if !can_be_priced(&charge) {
        return Err(Error::Conflict("charge_has_price"));
    }
    waive::refuse_while_asked(conn, id)?;
    let body = fields::check(PRICE, body, Completeness::Complete).map_err(Error::Invalid)?;
    let unit_price_fen = body.get("unit_price_fen").and_then(Value::as_i64).unwrap_or_default();
    let reason = body.get("reason").and_then(Value::as_str).unwrap_or_default().to_string();
    let line = line_of(&charge).ok_or_else(|| Error::internal("a charge without a line"))?;
    let line = line
        .priced(unit_price_fen)
        .map_err(|_| Error::field("unit_price_fen", FaultCode::new("too_large")))?;
    let priced = Priced {
        unit_price_fen,
        by: actor.user(),
        by_name: actor.name().to_string(),
        at: now,
        reason,
        second_person: line.amount_fen > limit_fen,
    };
    let made = replace(conn, actor, (now, zone), &charge, &line, &priced)?;
    log(conn, actor, now, &charge, (made, &line, &priced))?;
    store::find(conn, scope, made)
}

/// Takes the charge back, and makes the one with the price.
fn replace(
    conn: &mut Conn,
    actor: &Actor,
    (now, zone): (Moment, Tz),
    charge: &Charge,
    line: &PriceLine,
    priced: &Priced,
) -> Result<Id, Error> {
    let earlier: Row = t::table.find(charge.id).first(conn)?;
    let correction =
        Correction { revision: earlier.revision, number: &charge.number, zone, why: &priced.reason };
    reverse(conn, actor, now, &correction, &earlier, (charge.status, charge.version))?;
    let mut derivation = earlier.derivation.clone();
    derivation["line"] = serde_json::to_value(line)?;
    derivation["priced"] = serde_json::to_value(priced)?;
    let id = random::id(now);
    let row = Row {
        id,
        prices_id: Some(charge.id),
        amount_fen: line.amount_fen,
        list_fen: line.list_fen,
        derivation,
        created_at: now,
        ..earlier
    };
    let birth = Birth { status: ChargeStatus::Pending, month: None, reason: &priced.reason };
    insert_row(conn, actor, now, row, birth)?;
    Ok(id)
}

fn log(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    charge: &Charge,
    (made, line, priced): (Id, &PriceLine, &Priced),
) -> Result<(), Error> {
    let entry = Entry {
        action: "charge.price",
        object_kind: "charge",
        object: Some(made),
        label: &charge.number,
        before: Some(json!({ "charge_id": charge.id, "amount_fen": charge.amount_fen })),
        after: Some(json!({
            "unit_price_fen": priced.unit_price_fen, "amount_fen": line.amount_fen, "reason": priced.reason,
            "second_person": priced.second_person,
        })),
    };
    audit::write(conn, actor, now, entry)
}
