//! Whether every statement is the sum of its lines, every line is its charge, and every state what the events lead to
//! (chapter 6).

use std::collections::{HashMap, HashSet};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::domain::billing_words::EntryKind;
use crate::domain::record_words::ChargeStatus;
use crate::domain::statement_words::{LineStatus, StatementEvent, StatementStatus};
use crate::domain::taxed::Taxed;
use crate::features::charges;
use crate::features::ledger::{self, Posting};
use crate::platform::db::schema::{
    statement_events as e, statement_line_states as ls, statement_lines as l, statement_states as s,
    statements as t,
};
use crate::platform::db::{AnyDb, Conn, Id};
use crate::platform::verify::{Fault, Handful, Wrong};

use super::issue::credit_postings;
use super::state::{State, line_after};

/// Statements that are looked at together; a statement can have very many events.
const STATEMENTS: i64 = 20;
/// Lines or charges that are looked at together.
const LINES: i64 = 200;

/// What lines come to: how many, the last number, list value, net, VAT, gross.
type Sums = (i64, i64, i64, i64, i64, i64);

#[derive(Queryable)]
struct Row {
    id: Id,
    number: String,
    payer: Id,
    line_count: i32,
    list: i64,
    net: i64,
    vat: i64,
    gross: i64,
}

#[derive(Queryable, Clone, Copy)]
struct Kept {
    status: StatementStatus,
    confirmed: bool,
    disputed: i32,
    questioned: i32,
    allocated: i64,
    version: i32,
}

#[derive(Queryable)]
struct Event {
    statement: Id,
    charge: Option<Id>,
    kind: StatementEvent,
    amount: i64,
    version: i32,
}

/// Looks at the statements after `last`: totals, states of statement and lines, and credits in the ledger.
///
/// # Errors
/// [`Wrong`].
pub fn statements_hold(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    let mut rows = t::table.left_join(s::table).into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(t::id.gt(last));
    }
    let found: Vec<(Row, Option<Kept>)> = rows
        .order(t::id)
        .limit(STATEMENTS)
        .select((
            (
                t::id,
                t::number,
                t::payer_id,
                t::line_count,
                t::list_total_fen,
                t::net_total_fen,
                t::vat_total_fen,
                t::gross_total_fen,
            ),
            (s::status, s::confirmed, s::disputed_lines, s::questioned_lines, s::allocated_fen, s::version)
                .nullable(),
        ))
        .load(conn)?;
    let ids: Vec<Id> = found.iter().map(|(row, _)| row.id).collect();
    let sums = sums(conn, &ids)?;
    let credits = ledger::entries_of(conn, EntryKind::StatementCredited, &ids)?;
    let mut events: HashMap<Id, Vec<Event>> = HashMap::new();
    let all = e::table.filter(e::statement_id.eq_any(ids.clone())).order((e::statement_id, e::version));
    let columns = (e::statement_id, e::charge_id, e::kind, e::amount_fen, e::version);
    for event in all.select(columns).load::<Event>(conn)? {
        events.entry(event.statement).or_default().push(event);
    }
    let mut lines: HashMap<Id, HashMap<Id, (LineStatus, i32)>> = HashMap::new();
    let all = ls::table.filter(ls::statement_id.eq_any(ids));
    for (statement, charge, status, version) in all
        .select((ls::statement_id, ls::charge_id, ls::status, ls::version))
        .load::<(Id, Id, LineStatus, i32)>(conn)?
    {
        lines.entry(statement).or_default().insert(charge, (status, version));
    }
    for (row, kept) in &found {
        let events = events.get(&row.id).map_or(&[][..], Vec::as_slice);
        let own = lines.remove(&row.id).unwrap_or_default();
        adds_up(row, sums.get(&row.id))
            .and_then(|()| stands(row, *kept, events, &own))
            .and_then(|()| is_credited(row, events, credits.get(&row.id).map_or(&[][..], Vec::as_slice)))
            .map_err(|code| Fault::new(code, format!("statement {} ({})", row.number, row.id)))?;
    }
    Ok(Handful::of(found.len(), STATEMENTS, found.last().map(|(row, _)| row.id)))
}

fn sums(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, Sums>, Wrong> {
    let sum = |column: &str| sql::<BigInt>(&format!("CAST(SUM({column}) AS BIGINT)"));
    let rows: Vec<(Id, Sums)> = l::table
        .filter(l::statement_id.eq_any(ids.to_vec()))
        .group_by(l::statement_id)
        .select((
            l::statement_id,
            (
                sql::<BigInt>("COUNT(*)"),
                sql::<BigInt>("CAST(MAX(line) AS BIGINT)"),
                sum("list_fen"),
                sum("net_fen"),
                sum("vat_fen"),
                sum("gross_fen"),
            ),
        ))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Lines are counted without a gap, and a statement is their sum.
fn adds_up(row: &Row, sums: Option<&Sums>) -> Result<(), &'static str> {
    let count = i64::from(row.line_count);
    let same = count > 0 && sums == Some(&(count, count, row.list, row.net, row.vat, row.gross));
    if same { Ok(()) } else { Err("statement_totals_differ") }
}

/// The state of the statement and those of its lines are what the events lead to, an event for each version.
fn stands(
    row: &Row,
    kept: Option<Kept>,
    events: &[Event],
    lines: &HashMap<Id, (LineStatus, i32)>,
) -> Result<(), &'static str> {
    let kept = kept.ok_or("state_missing")?;
    if events.first().is_none_or(|event| event.kind != StatementEvent::Issued) {
        return Err("events_missing");
    }
    let mut due: HashMap<Id, (LineStatus, i32)> = HashMap::new();
    let (mut allocated, mut confirmed) = (0_i64, false);
    for event in events {
        match (event.charge, line_after(event.kind)) {
            (Some(charge), Some(status)) => {
                let version = due.get(&charge).map_or(2, |(_, version)| version + 1);
                due.insert(charge, (status, version));
            }
            (None, _) => {
                confirmed |= event.kind == StatementEvent::Confirmed;
                allocated = match event.kind {
                    StatementEvent::Allocated => allocated.saturating_add(event.amount),
                    StatementEvent::Unallocated => allocated.saturating_sub(event.amount),
                    _ => allocated,
                };
            }
            (Some(_), None) => return Err("line_state_differs"),
        }
    }
    if due != *lines {
        return Err("line_state_differs");
    }
    let count = |wanted| i32::try_from(due.values().filter(|(status, _)| *status == wanted).count());
    let count = |wanted| count(wanted).map_err(|_| "statement_state_differs");
    let state = State {
        confirmed,
        disputed_lines: count(LineStatus::Disputed)?,
        questioned_lines: count(LineStatus::Questioned)?,
        allocated_fen: allocated,
    };
    let same = (kept.confirmed, kept.disputed, kept.questioned, kept.allocated)
        == (state.confirmed, state.disputed_lines, state.questioned_lines, state.allocated_fen)
        && kept.status == state.status(row.gross)
        && (1..=kept.version).eq(events.iter().map(|event| event.version))
        && (0..=row.gross.max(0)).contains(&allocated);
    if same { Ok(()) } else { Err("statement_state_differs") }
}

/// One that comes to less than nothing became money of the payer, once; no other did.
fn is_credited(row: &Row, events: &[Event], entered: &[Posting]) -> Result<(), &'static str> {
    let told = events.iter().filter(|event| event.kind == StatementEvent::Credited).count();
    let fits = if row.gross < 0 {
        told == 1 && entered == credit_postings(row.payer, row.gross)
    } else {
        told == 0 && entered.is_empty()
    };
    if fits { Ok(()) } else { Err("credit_missing") }
}

/// Looks at the lines after `last`, in the order of their charges: each is its charge, which is invoiced until its
/// statement is settled and paid from then on, unless a correction took it back.
///
/// # Errors
/// [`Wrong`].
pub fn lines_hold(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    type Own = (Id, i32, Option<Id>, String, String, String, String, i64, i64, i32, i64, i64);
    let mut rows = l::table
        .inner_join(t::table)
        .inner_join(s::table.on(s::statement_id.eq(l::statement_id)))
        .into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(l::charge_id.gt(last));
    }
    let found: Vec<(Own, (String, Id, StatementStatus))> = rows
        .order(l::charge_id)
        .limit(LINES)
        .select((
            (
                l::charge_id,
                l::line,
                l::record_id,
                l::number,
                l::component,
                l::service_code,
                l::customer_name,
                l::list_fen,
                l::net_fen,
                l::vat_rate,
                l::vat_fen,
                l::gross_fen,
            ),
            (t::number, t::payer_id, s::status),
        ))
        .load(conn)?;
    let ids: Vec<Id> = found.iter().map(|(own, _)| own.0).collect();
    let rows = charges::rows_with_states(conn, &ids)?;
    let rows: HashMap<Id, (charges::Row, ChargeStatus)> =
        rows.into_iter().map(|(row, status)| (row.id, (row, status))).collect();
    for (own, (number, payer, status)) in &found {
        let fault = |code| Fault::new(code, format!("line {} of statement {number}", own.1));
        let (charge, state) = rows.get(&own.0).ok_or_else(|| fault("line_differs"))?;
        let due = Taxed::of(charge.amount_fen, charge.vat_rate).ok();
        let same = own.2 == charge.record_id
            && (&own.3, &own.4, &own.5, &own.6)
                == (&charge.number, &charge.component, &charge.service_code, &charge.customer_name)
            && (own.7, own.9) == (charge.list_fen, charge.vat_rate)
            && due == Some(Taxed { net_fen: own.8, vat_fen: own.10, gross_fen: own.11 })
            && *payer == charge.payer_id;
        if !same {
            return Err(fault("line_differs").into());
        }
        let due =
            if *status == StatementStatus::Settled { ChargeStatus::Paid } else { ChargeStatus::Invoiced };
        if *state != due && *state != ChargeStatus::Reversed {
            return Err(fault("charge_state_differs").into());
        }
    }
    Ok(Handful::of(found.len(), LINES, ids.last().copied()))
}

/// Looks at the charges after `last`: those that their state says are on a statement are on one.
///
/// # Errors
/// [`Wrong`].
pub fn billed_charges_hold(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    let found = charges::states_after(conn, last, LINES)?;
    let billed = |status: &ChargeStatus| matches!(status, ChargeStatus::Invoiced | ChargeStatus::Paid);
    let due: Vec<Id> = found.iter().filter(|(_, status)| billed(status)).map(|(charge, _)| *charge).collect();
    let on_one = l::table.filter(l::charge_id.eq_any(due.clone())).select(l::charge_id);
    let on_one: HashSet<Id> = on_one.load::<Id>(conn)?.into_iter().collect();
    match due.iter().find(|charge| !on_one.contains(charge)) {
        Some(charge) => Err(Fault::new("billed_nowhere", format!("charge {charge}")).into()),
        None => Ok(Handful::of(found.len(), LINES, found.last().map(|(charge, _)| *charge))),
    }
}
