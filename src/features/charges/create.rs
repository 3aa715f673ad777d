//! The birth of charges, in the transaction of the approval; and their reversal when a correction replaces them.

use diesel::prelude::*;
use serde_json::json;

use crate::access::Actor;
use crate::access::audit::{self, Entry};
use crate::domain::decision::{Decision, DecisionInput};
use crate::domain::pricing::PriceLine;
use crate::domain::record_words::{ChargeStatus, ServiceRecordKind};
use crate::error::Error;
use crate::platform::db::schema::{charge_events, charge_states, charges};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::random;

use super::row::Row;

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
}

/// Reverses what an earlier revision was charged, then charges this one: line by line of its estimate, with list
/// values where it is free; nothing where the agent bills it or it is not provided.
///
/// # Errors
/// `Conflict` where this revision has charges already.
pub fn create_for_record(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    source: &Source<'_>,
) -> Result<usize, Error> {
    reverse_earlier(conn, actor, now, source)?;
    let (Some(estimate), Some(payer)) = (&source.decision.estimate, source.payer) else { return Ok(0) };
    for (index, line) in estimate.lines.iter().enumerate() {
        let number = i32::try_from(index + 1).map_err(Error::internal)?;
        let derivation = derivation(source, line)?;
        insert(conn, actor, now, source, payer, number, line, derivation)?;
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

#[expect(clippy::too_many_arguments, reason = "one row, every column of it from somewhere else")]
fn insert(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    source: &Source<'_>,
    payer: (Id, &str),
    number: i32,
    line: &PriceLine,
    derivation: serde_json::Value,
) -> Result<(), Error> {
    let row = Row {
        id: random::id(now),
        record_id: source.record,
        record_kind: source.kind.as_str().to_string(),
        record_number: source.number.to_string(),
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
    };
    let id = row.id;
    diesel::insert_into(charges::table).values(row).execute(conn).map_err(|fault| {
        match Error::from(fault) {
            Error::Duplicate(_) => Error::Conflict("already_charged"),
            other => other,
        }
    })?;
    diesel::insert_into(charge_states::table)
        .values((
            charge_states::charge_id.eq(id),
            charge_states::status.eq(ChargeStatus::Pending.as_str()),
            charge_states::version.eq(1),
            charge_states::changed_at.eq(now),
        ))
        .execute(conn)?;
    event(conn, actor, now, id, ChargeStatus::Pending, "")?;
    let entry = Entry {
        action: "charge.create",
        object_kind: "charge",
        object: Some(id),
        label: source.number,
        before: None,
        after: Some(
            json!({ "component": line.component, "amount_fen": line.amount_fen, "payer_id": payer.0 }),
        ),
    };
    audit::write(conn, actor, now, entry)
}

/// One event of a charge.
///
/// # Errors
/// What the database answers.
pub(super) fn event(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    charge: Id,
    status: ChargeStatus,
    reason: &str,
) -> Result<(), Error> {
    diesel::insert_into(charge_events::table)
        .values((
            charge_events::id.eq(random::id(now)),
            charge_events::charge_id.eq(charge),
            charge_events::at.eq(now),
            charge_events::status.eq(status.as_str()),
            charge_events::actor_id.eq(actor.user()),
            charge_events::actor_name.eq(actor.name()),
            charge_events::reason.eq(reason),
        ))
        .execute(conn)?;
    Ok(())
}

/// The charges of a record that nothing has reversed yet.
///
/// All that the record ever had are read, a handful, and sorted out here: asked for rows that reverse nothing, SQLite
/// would go through the reversals' index, in which those are nearly all rows there are.
fn live(conn: &mut Conn, record: Id) -> Result<Vec<Row>, Error> {
    let all: Vec<Row> = charges::table
        .filter(charges::record_id.eq(record))
        .order((charges::revision, charges::line))
        .load(conn)?;
    let reversed: Vec<Id> = all.iter().filter_map(|charge| charge.reverses_id).collect();
    Ok(all
        .into_iter()
        .filter(|charge| charge.reverses_id.is_none() && !reversed.contains(&charge.id))
        .collect())
}

fn reverse_earlier(conn: &mut Conn, actor: &Actor, now: Moment, source: &Source<'_>) -> Result<(), Error> {
    for earlier in live(conn, source.record)?.into_iter().filter(|charge| charge.revision < source.revision) {
        let id = random::id(now);
        let reversal = Row {
            id,
            revision: source.revision,
            reverses_id: Some(earlier.id),
            amount_fen: -earlier.amount_fen,
            list_fen: -earlier.list_fen,
            created_at: now,
            ..earlier.clone()
        };
        diesel::insert_into(charges::table).values(reversal).execute(conn)?;
        diesel::insert_into(charge_states::table)
            .values((
                charge_states::charge_id.eq(id),
                charge_states::status.eq(ChargeStatus::Reversed.as_str()),
                charge_states::version.eq(1),
                charge_states::changed_at.eq(now),
            ))
            .execute(conn)?;
        diesel::update(charge_states::table.find(earlier.id))
            .set((
                charge_states::status.eq(ChargeStatus::Reversed.as_str()),
                charge_states::version.eq(charge_states::version + 1),
                charge_states::changed_at.eq(now),
            ))
            .execute(conn)?;
        for charge in [earlier.id, id] {
            event(conn, actor, now, charge, ChargeStatus::Reversed, "corrected")?;
        }
        let entry = Entry {
            action: "charge.reverse",
            object_kind: "charge",
            object: Some(earlier.id),
            label: source.number,
            before: Some(json!({ "amount_fen": earlier.amount_fen })),
            after: Some(json!({ "reversed_by": id, "revision": source.revision })),
        };
        audit::write(conn, actor, now, entry)?;
    }
    Ok(())
}
