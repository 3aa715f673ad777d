//! The birth of charges, in the transaction of the approval.

use chrono_tz::Tz;
use diesel::prelude::*;
use serde_json::json;

use crate::access::Actor;
use crate::access::audit::{self, Entry};
use crate::domain::billing_words::ChargeOrigin;
use crate::domain::decision::{Decision, DecisionInput};
use crate::domain::pricing::PriceLine;
use crate::domain::record_words::{ChargeStatus, ServiceRecordKind};
use crate::error::Error;
use crate::platform::db::schema::{charge_events, charge_states, charges};
use crate::platform::db::{Conn, Id, Moment, insert_many};
use crate::platform::random;

use super::reverse::reverse_earlier;
use super::row::Row;
use super::waived::Waived;

/// The approved revision that charges are born from.
#[derive(Debug)]
pub struct Source<'a> {
    /// The record.
    pub record: Id,
    /// Its kind.
    pub kind: ServiceRecordKind,
    /// Its number.
    pub number: &'a str,
    /// The approved revision.
    pub revision: i32,
    /// The customer's name as filed.
    pub customer_name: &'a str,
    /// Whose account: id and name; none where nothing enters the vendor's books.
    pub payer: Option<(Id, &'a str)>,
    /// What was asked of the policy.
    pub input: &'a DecisionInput,
    /// What it said.
    pub decision: &'a Decision,
    /// The zone in which months begin.
    pub zone: Tz,
}

/// Reverses what an earlier revision was charged, then charges this one: line by line of its estimate, with list
/// values where it is free; nothing where the agent bills it or it is not provided. What had been waived is held.
///
/// # Errors
/// `Conflict` where this revision has charges already.
pub fn create_for_record(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    source: &Source<'_>,
) -> Result<usize, Error> {
    let waived = reverse_earlier(conn, actor, now, source)?;
    let (Some(estimate), Some(payer)) = (&source.decision.estimate, source.payer) else { return Ok(0) };
    for (index, line) in estimate.lines.iter().enumerate() {
        let number = i32::try_from(index + 1).map_err(Error::internal)?;
        let derivation = derivation(source, line)?;
        let waived = waived.iter().find(|waived| waived.is_for(line));
        insert(conn, actor, now, source, payer, (number, line, derivation), waived)?;
    }
    Ok(estimate.lines.len())
}

/// Everything needed to explain the line years later without looking at today's tables (chapter 6).
pub(super) fn derivation(source: &Source<'_>, line: &PriceLine) -> Result<serde_json::Value, Error> {
    let estimate = source.decision.estimate.as_ref();
    Ok(json!({
        "record_id": source.record,
        "record_number": source.number,
        "revision": source.revision,
        "policy_version": source.decision.policy_version,
        "price_list_from": estimate.map(|estimate| estimate.price_list_from),
        "price_list_version": estimate.map(|estimate| estimate.price_list_version),
        "input": source.input,
        "decision": {
            "outcome": source.decision.outcome,
            "level": source.decision.level,
            "provider": source.decision.provider,
            "payer": source.decision.payer,
            "billed_by": source.decision.billed_by,
            "same_city": source.decision.same_city,
            "policy_version": source.decision.policy_version,
            "steps": source.decision.steps,
        },
        "line": line,
        "rounding": "half_up_per_line",
    }))
}

fn insert(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    source: &Source<'_>,
    payer: (Id, &str),
    (number, line, derivation): (i32, &PriceLine, serde_json::Value),
    waived: Option<&Waived>,
) -> Result<(), Error> {
    let row = Row {
        id: random::id(now),
        record_id: Some(source.record),
        origin: ChargeOrigin::from(source.kind).as_str().to_string(),
        number: source.number.to_string(),
        revision: source.revision,
        line: number,
        reverses_id: None,
        payer_id: payer.0,
        payer_name: payer.1.to_string(),
        customer_name: source.customer_name.to_string(),
        component: line.component.as_str().to_string(),
        service_code: source.input.service_code.clone(),
        amount_fen: line.amount_fen,
        list_fen: line.list_fen,
        vat_rate: i32::try_from(line.vat_rate).map_err(Error::internal)?,
        derivation,
        created_at: now,
        credit_kind: None,
        text: String::new(),
        prices_id: None,
    };
    let id = row.id;
    let birth = match waived {
        None => Birth { status: ChargeStatus::Pending, month: None, reason: "" },
        Some(waived) => Birth { status: ChargeStatus::Held, month: None, reason: &waived.reason },
    };
    insert_row(conn, actor, now, row, birth)?;
    let entry = Entry {
        action: "charge.create",
        object_kind: "charge",
        object: Some(id),
        label: source.number,
        before: None,
        after: Some(match waived {
            None => {
                json!({ "component": line.component, "amount_fen": line.amount_fen, "payer_id": payer.0 })
            }
            Some(waived) => json!({
                "component": line.component, "amount_fen": line.amount_fen, "payer_id": payer.0,
                "status": ChargeStatus::Held, "waived_before": waived.charge, "reason": waived.reason,
            }),
        }),
    };
    audit::write(conn, actor, now, entry)
}

/// The state in which a charge is born.
pub(super) struct Birth<'a> {
    /// Where it stands.
    pub(super) status: ChargeStatus,
    /// The month of its confirmation, where it is born confirmed.
    pub(super) month: Option<&'a str>,
    /// Why it does not simply wait; for the clerk.
    pub(super) reason: &'a str,
}

/// Writes a charge with the state in which it is born.
///
/// # Errors
/// `Conflict` where this line of the revision is charged already.
pub(super) fn insert_row(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    row: Row,
    birth: Birth<'_>,
) -> Result<(), Error> {
    let (id, payer) = (row.id, row.payer_id);
    diesel::insert_into(charges::table).values(row).execute(conn).map_err(|fault| {
        match Error::from(fault) {
            Error::Duplicate(_) => Error::Conflict("already_charged"),
            other => other,
        }
    })?;
    let state = (
        charge_states::charge_id.eq(id),
        charge_states::status.eq(birth.status.as_str()),
        charge_states::month.eq(birth.month),
        charge_states::version.eq(1),
        charge_states::changed_at.eq(now),
        charge_states::payer_id.eq(Some(payer)),
    );
    diesel::insert_into(charge_states::table).values(state).execute(conn)?;
    event(conn, actor, now, (id, 1), birth.status, birth.reason)
}

/// One event of a charge, and the version of the state to which it led.
///
/// # Errors
/// What the database answers.
pub(super) fn event(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    charge: (Id, i32),
    status: ChargeStatus,
    reason: &str,
) -> Result<(), Error> {
    events(conn, actor, now, &[charge], status, reason)
}

/// An event as a row.
#[derive(Insertable)]
#[diesel(table_name = charge_events, treat_none_as_default_value = false)]
struct Event<'a> {
    id: Id,
    charge_id: Id,
    at: Moment,
    status: &'a str,
    actor_id: Id,
    actor_name: &'a str,
    reason: &'a str,
    version: i32,
}

/// The same event of a handful of charges, each with the version to which it led. One statement.
///
/// # Errors
/// What the database answers.
pub(super) fn events(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    charges: &[(Id, i32)],
    status: ChargeStatus,
    reason: &str,
) -> Result<(), Error> {
    let row = |(charge, version): &(Id, i32)| Event {
        id: random::id(now),
        charge_id: *charge,
        version: *version,
        at: now,
        status: status.as_str(),
        actor_id: actor.user(),
        actor_name: actor.name(),
        reason,
    };
    let rows: Vec<Event<'_>> = charges.iter().map(row).collect();
    insert_many!(conn, charge_events::table, &rows)?;
    Ok(())
}
