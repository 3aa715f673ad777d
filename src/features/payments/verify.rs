//! Whether the ledger says of every payment what its row says (chapter 6).

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::domain::billing_words::EntryKind;
use crate::features::ledger::{self, Posting};
use crate::features::statements;
use crate::platform::db::schema::{
    money_sources as m, payment_allocations as a, payment_reversals as r, payments as t,
};
use crate::platform::db::{AnyDb, Conn, Id};
use crate::platform::verify::{Fault, Handful, Wrong};

use super::allocate::allocated;
use super::record::received;

const HANDFUL: i64 = 200;

/// Looks at the payments after `last`: each was entered once with its amount; one that was taken back is entered with the
/// opposite sign and settles nothing; its roll-up says the same.
///
/// # Errors
/// [`Wrong`].
pub fn payments_hold(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    type Found = (Id, String, Id, i64);
    let mut rows = t::table.select((t::id, t::number, t::payer_id, t::amount_fen)).into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(t::id.gt(last));
    }
    let found: Vec<Found> = rows.order(t::id).limit(HANDFUL).load(conn)?;
    let ids: Vec<Id> = found.iter().map(|row| row.0).collect();
    let entered = ledger::entries_of(conn, EntryKind::PaymentReceived, &ids)?;
    let left = ledger::entries_of(conn, EntryKind::PaymentReversed, &ids)?;
    let reversed: Vec<Id> =
        r::table.filter(r::payment_id.eq_any(ids.clone())).select(r::payment_id).load(conn)?;
    let sources: Vec<(Id, (Id, i64, bool))> = m::table
        .filter(m::id.eq_any(ids))
        .select((m::id, (m::payer_id, m::amount_fen, m::taken_back)))
        .load(conn)?;
    let sources: HashMap<Id, (Id, i64, bool)> = sources.into_iter().collect();
    for (id, number, payer, amount) in &found {
        let fault = |code| Fault::new(code, format!("payment {id} ({number})"));
        let due = received(*payer, *amount);
        let back = due.map(|posting| Posting { amount_fen: -posting.amount_fen, ..posting });
        let taken_back = reversed.contains(id);
        let known = match (entered.get(id), left.get(id)) {
            (Some(there), None) => *there == due && !taken_back,
            (Some(there), Some(gone)) => *there == due && *gone == back && taken_back,
            (None, _) => false,
        };
        if !known {
            return Err(fault("payment_entry_differs").into());
        }
        if sources.get(id) != Some(&(*payer, *amount, taken_back)) {
            return Err(fault("payment_source_differs").into());
        }
    }
    Ok(Handful::of(found.len(), HANDFUL, found.last().map(|row| row.0)))
}

/// Looks at the sources of money after `last`: what was put to statements from each is the sum of its rows, and each row was
/// entered once, and once more with the opposite sign where it was taken back.
///
/// # Errors
/// [`Wrong`].
pub fn allocations_hold(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    let mut rows = m::table.select((m::id, m::number, m::amount_fen, m::allocated_fen)).into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(m::id.gt(last));
    }
    let found: Vec<(Id, String, i64, i64)> = rows.order(m::id).limit(HANDFUL).load(conn)?;
    let ids: Vec<Id> = found.iter().map(|row| row.0).collect();
    type Row = (Id, Id, Id, i64, Option<Id>);
    let all: Vec<Row> = a::table
        .filter(a::source_id.eq_any(ids))
        .order(a::id)
        .select((a::id, a::source_id, a::payer_id, a::amount_fen, a::reverses_id))
        .load(conn)?;
    let own: Vec<Id> = all.iter().map(|row| row.0).collect();
    let entered = ledger::entries_of(conn, EntryKind::Allocated, &own)?;
    let left = ledger::entries_of(conn, EntryKind::AllocationReversed, &own)?;
    for (id, number, amount, kept) in &found {
        let sum: i64 = all.iter().filter(|row| row.1 == *id).map(|row| row.3).sum();
        if sum != *kept || !(0..=*amount).contains(&sum) {
            return Err(Fault::new("allocations_differ", format!("money {id} ({number})")).into());
        }
    }
    for (id, _, payer, amount, reverses) in all.iter().filter(|row| row.4.is_none()) {
        let undone = all.iter().find(|row| row.4 == Some(*id));
        let whole = undone.is_none_or(|row| row.3 == -amount);
        let there = entered.get(id).is_some_and(|entry| *entry == allocated(*payer, *amount));
        let gone = left.get(id).map(|entry| *entry == allocated(*payer, -amount));
        if !whole || !there || gone != undone.map(|_| true) || reverses.is_some() {
            return Err(Fault::new("allocation_entry_differs", format!("allocation {id}")).into());
        }
    }
    Ok(Handful::of(found.len(), HANDFUL, found.last().map(|row| row.0)))
}

/// Looks at the statements after `last` that money was put to: the statement says the same sum.
///
/// # Errors
/// [`Wrong`].
pub fn statements_agree(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    let sum = sql::<BigInt>("CAST(SUM(amount_fen) AS BIGINT)");
    let mut rows = a::table.group_by(a::statement_id).select((a::statement_id, sum)).into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(a::statement_id.gt(last));
    }
    let found: Vec<(Id, i64)> = rows.order(a::statement_id).limit(HANDFUL).load(conn)?;
    let ids: Vec<Id> = found.iter().map(|row| row.0).collect();
    let told = statements::allocated(conn, &ids).map_err(Wrong::from)?;
    for (id, sum) in &found {
        let same =
            told.iter().any(|(there, _, gross, allocated)| there == id && allocated == sum && sum <= gross);
        if !same {
            return Err(Fault::new("statement_allocation_differs", format!("statement {id}")).into());
        }
    }
    Ok(Handful::of(found.len(), HANDFUL, found.last().map(|row| row.0)))
}

/// Looks at the entries of payments and allocations after `last`: what moved the ledger is there.
///
/// # Errors
/// [`Wrong`].
pub fn entries_have_objects(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    use EntryKind::{Allocated, AllocationReversed, PaymentReceived, PaymentReversed};
    let kinds = [PaymentReceived, PaymentReversed, Allocated, AllocationReversed];
    let found = ledger::moved_by(conn, &kinds, last, HANDFUL)?;
    let ids: Vec<Id> = found.iter().map(|(_, _, object)| *object).collect();
    let mut known: Vec<Id> = t::table.filter(t::id.eq_any(ids.clone())).select(t::id).load(conn)?;
    known.extend(a::table.filter(a::id.eq_any(ids)).select(a::id).load::<Id>(conn)?);
    for (entry, kind, object) in &found {
        if !known.contains(object) {
            return Err(Fault::new("entry_without_object", format!("ledger entry {entry} ({kind})")).into());
        }
    }
    Ok(Handful::of(found.len(), HANDFUL, found.last().map(|row| row.0)))
}
