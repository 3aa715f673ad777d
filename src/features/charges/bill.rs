//! What waits for a statement, and what becomes of charges that are on one (chapter 6).

use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use serde::Deserialize;

use crate::access::Actor;
use crate::domain::billing_words::ChargeOrigin;
use crate::domain::pricing::Quantity;
use crate::domain::record_words::ChargeStatus;
use crate::domain::words::{Component, PriceUnit};
use crate::error::Error;
use crate::platform::db::schema::{charge_states as s, charges as t};
use crate::platform::db::{AnyDb, Conn, Id, Moment};

use super::create::events;
use super::row::Row;
use super::store::waiver_asked;
use super::waive;

/// A confirmed charge that is on no statement.
#[derive(Debug, Clone, Queryable)]
pub struct Billable {
    /// The charge.
    pub id: Id,
    /// The record it was born from.
    pub record_id: Option<Id>,
    /// What it was born from.
    pub origin: ChargeOrigin,
    /// The number of that.
    pub number: String,
    /// By name.
    pub payer_name: String,
    /// For whom the work was done.
    pub customer_name: String,
    /// What for.
    pub component: Component,
    /// Which service.
    pub service_code: String,
    /// What it is for, in the words of whoever made it.
    pub text: String,
    /// Net, fen.
    pub amount_fen: i64,
    /// What it would have cost.
    pub list_fen: i64,
    /// Percent.
    pub vat_rate: i32,
    derivation: serde_json::Value,
}

/// What a statement says besides the columns of a charge.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    line: Option<SaidLine>,
    decision: SaidDecision,
}

#[derive(Deserialize)]
struct SaidLine {
    unit: PriceUnit,
    quantity: Quantity,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SaidDecision {
    steps: Vec<SaidStep>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SaidStep {
    saw: SaidNames,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SaidNames {
    service_name_zh: String,
    service_name_en: String,
}

/// How much of what, and the name of the service in Chinese and in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// How much.
    pub quantity: i64,
    /// Of what: a unit of prices, or `minute`.
    pub unit: &'static str,
    /// The service in Chinese; empty where it was none.
    pub service_zh: String,
    /// The service in English.
    pub service_en: String,
}

impl Billable {
    /// What the derivation says for the statement. Where it has no line, the charge is one piece.
    #[must_use]
    pub fn measure(&self) -> Measure {
        let said = Said::deserialize(&self.derivation).unwrap_or_default();
        let names = said.decision.steps.into_iter().next().unwrap_or_default().saw;
        let (quantity, unit) = match said.line {
            None => (1, PriceUnit::Piece.as_str()),
            // Hours are priced by the minute, and read in minutes.
            Some(SaidLine { unit: PriceUnit::Hour, quantity: Quantity { count, per: 60 } }) => {
                (count, "minute")
            }
            Some(SaidLine { unit, quantity: Quantity { count, per } }) => {
                (count.checked_div(per).unwrap_or(count), unit.as_str())
            }
        };
        Measure { quantity, unit, service_zh: names.service_name_zh, service_en: names.service_name_en }
    }
}

/// Says it in words that the index of these rows is made of.
fn confirmed() -> diesel::expression::SqlLiteral<Bool> {
    sql::<Bool>("charge_states.status = 'confirmed'")
}

/// What waits for a statement of `payer` for `month`, in the order of birth: at most `limit` after `last`. What somebody
/// asks to waive waits for the answer first.
///
/// # Errors
/// What the database answers.
pub fn billable(
    conn: &mut Conn,
    (payer, month): (Id, &str),
    last: Option<Id>,
    limit: i64,
) -> Result<Vec<Billable>, Error> {
    let mut rows = t::table
        .inner_join(s::table)
        .select((
            t::id,
            t::record_id,
            t::origin,
            t::number,
            t::payer_name,
            t::customer_name,
            t::component,
            t::service_code,
            t::text,
            t::amount_fen,
            t::list_fen,
            t::vat_rate,
            t::derivation,
        ))
        .filter(confirmed())
        .filter(s::month.eq(month.to_string()))
        .filter(s::payer_id.eq(payer))
        .filter(not(exists(waiver_asked())))
        .into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(s::charge_id.gt(last));
    }
    Ok(rows.order(s::charge_id).limit(limit).load(conn)?)
}

/// Who has something that waits for a statement of `month`, in order: at most `limit` after `last`.
///
/// # Errors
/// What the database answers.
pub fn payers_to_bill(conn: &mut Conn, month: &str, last: Option<Id>, limit: i64) -> Result<Vec<Id>, Error> {
    let payer = s::payer_id.assume_not_null();
    let mut rows = s::table
        .select(payer)
        .distinct()
        .filter(confirmed())
        .filter(s::month.eq(month.to_string()))
        .filter(s::payer_id.is_not_null())
        .into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(s::payer_id.gt(last));
    }
    Ok(rows.order(payer).limit(limit).load(conn)?)
}

/// Who waits for statements of which months, and for how many charges, the latest month first: at most `limit`. One
/// statement.
///
/// # Errors
/// What the database answers.
pub fn unbilled(conn: &mut Conn, limit: i64) -> Result<Vec<(Id, String, i64)>, Error> {
    let (payer, month) = (s::payer_id.assume_not_null(), s::month.assume_not_null());
    Ok(s::table
        .filter(confirmed())
        .filter(s::payer_id.is_not_null())
        .filter(s::month.is_not_null())
        .group_by((s::month, s::payer_id))
        .order((s::month.desc(), s::payer_id))
        .select((payer, month, sql::<BigInt>("COUNT(*)")))
        .limit(limit)
        .load(conn)?)
}

/// How many charges wait for a statement of `month`.
///
/// # Errors
/// What the database answers.
pub fn month_has(conn: &mut Conn, month: &str) -> Result<i64, Error> {
    let rows = s::table.filter(confirmed()).filter(s::month.eq(month.to_string()));
    Ok(rows.select(sql::<BigInt>("COUNT(*)")).first(conn)?)
}

/// Moves those of a handful of charges that stand in `from` on to `to`; answers how many those were.
///
/// # Errors
/// What the database answers; `LostRace` where somebody moved one at the same time, or asked to waive it.
pub fn move_all(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    charges: &[Id],
    (from, to): (ChargeStatus, ChargeStatus),
) -> Result<usize, Error> {
    let standing: Vec<Id> = s::table
        .filter(s::charge_id.eq_any(charges.to_vec()))
        .filter(s::status.eq(from.as_str()))
        .order(s::charge_id)
        .select(s::charge_id)
        .load(conn)?;
    let rows = s::table.filter(s::charge_id.eq_any(standing.clone())).filter(s::status.eq(from.as_str()));
    let next = (s::status.eq(to.as_str()), s::version.eq(s::version + 1), s::changed_at.eq(now));
    if diesel::update(rows).set(next).execute(conn)? != standing.len() {
        return Err(Error::LostRace);
    }
    // Whoever asked to waive one of them in the meantime was faster: the next try leaves it out.
    if from == ChargeStatus::Confirmed && waive::is_asked_of_any(conn, &standing)? {
        return Err(Error::LostRace);
    }
    // They are this transaction's alone by now, so these are the versions to which it led them.
    let moved = s::table.filter(s::charge_id.eq_any(standing)).order(s::charge_id);
    let moved: Vec<(Id, i32)> = moved.select((s::charge_id, s::version)).load(conn)?;
    events(conn, actor, now, &moved, to, "")?;
    Ok(moved.len())
}

/// A charge that waits for the clerk.
#[derive(Debug, Clone, Queryable)]
pub struct Waiting {
    /// The charge.
    pub id: Id,
    /// The version of its state.
    pub version: i32,
    /// Who pays.
    pub payer: Id,
    /// When it was born.
    pub created_at: Moment,
}

/// What waits for the clerk, in the order of birth: at most `limit` after `last`, for the load data.
///
/// # Errors
/// What the database answers.
pub fn waiting_after(conn: &mut Conn, last: Option<Id>, limit: i64) -> Result<Vec<Waiting>, Error> {
    let mut rows = t::table
        .inner_join(s::table)
        .filter(s::status.eq(ChargeStatus::Pending.as_str()))
        .select((t::id, s::version, t::payer_id, t::created_at))
        .into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(t::id.gt(last));
    }
    Ok(rows.order(t::id).limit(limit).load(conn)?)
}

/// Charges with their states, for whoever proves what was billed.
///
/// # Errors
/// What the database answers.
pub fn rows_with_states(conn: &mut Conn, charges: &[Id]) -> Result<Vec<(Row, ChargeStatus)>, Error> {
    let rows = t::table.inner_join(s::table).filter(t::id.eq_any(charges.to_vec()));
    Ok(rows.select((t::all_columns, s::status)).load(conn)?)
}

/// The states of all charges in order: at most `limit` after `last`.
///
/// # Errors
/// What the database answers.
pub fn states_after(conn: &mut Conn, last: Option<Id>, limit: i64) -> Result<Vec<(Id, ChargeStatus)>, Error> {
    let mut rows = s::table.select((s::charge_id, s::status)).into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(s::charge_id.gt(last));
    }
    Ok(rows.order(s::charge_id).limit(limit).load(conn)?)
}
