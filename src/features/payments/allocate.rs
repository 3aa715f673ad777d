//! Putting money to statements, and taking that back (chapter 6).

use serde_json::{Map, Value, json};

use crate::access::{Actor, Scope};
use crate::domain::billing_words::{Account, EntryKind};
use crate::domain::money;
use crate::error::Error;
use crate::features::ledger::{self, Posting};
use crate::features::statements::{self, Open};
use crate::platform::db::{Conn, Id, Moment, lock};
use crate::platform::fields::{self, Completeness, FaultCode, FieldFault};
use crate::platform::web::incoming::IfMatch;

use super::allocation::{self, Row};
use super::model::{ALLOCATIONS, Source, Whole};
use super::record::log;
use super::{service, store};

/// Money for one statement.
pub type Wanted = (Open, i64);

/// What a payer's statements take of `available_fen`, the oldest first.
#[must_use]
pub fn oldest_first(open: &[Open], available_fen: i64) -> Vec<(Id, i64)> {
    let mut left = available_fen;
    let take = |statement: &Open| {
        let amount = statement.open_fen.min(left).max(0);
        left -= amount;
        (statement.id, amount)
    };
    open.iter().map(take).filter(|(_, amount)| *amount > 0).collect()
}

/// Reads the allocations of a checked body; what is wrong with them goes to `faults`.
///
/// # Errors
/// What the database answers.
pub fn read(
    conn: &mut Conn,
    payer: Id,
    body: &Map<String, Value>,
    (available_fen, faults): (i64, &mut Vec<FieldFault>),
) -> Result<Vec<Wanted>, Error> {
    let rows = body.get("allocations").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let ids: Vec<Option<Id>> = rows.iter().map(|row| row["statement_id"].as_str()?.parse().ok()).collect();
    let known = statements::of_payer(conn, payer, &ids.iter().flatten().copied().collect::<Vec<_>>())?;
    let mut wanted: Vec<Wanted> = Vec::new();
    for (index, (row, id)) in rows.iter().zip(&ids).enumerate() {
        let amount = row["amount_fen"].as_i64().unwrap_or_default();
        let path = |field: &str| format!("allocations.{index}.{field}");
        match known.iter().find(|statement| Some(statement.id) == *id) {
            None => faults.push(FieldFault::new(path("statement_id"), FaultCode::NOT_FOUND)),
            Some(known) if wanted.iter().any(|(earlier, _)| earlier.id == known.id) => {
                faults.push(FieldFault::new(path("statement_id"), FaultCode::REPEATED));
            }
            Some(known) if amount > known.open_fen => {
                let fault = FieldFault::new(path("amount_fen"), FaultCode::new("more_than_open"));
                faults.push(fault.with("open", money::format_fen(known.open_fen)));
            }
            Some(known) => wanted.push((known.clone(), amount)),
        }
    }
    let sum = money::sum(wanted.iter().map(|(_, amount)| *amount)).unwrap_or(i64::MAX);
    if sum > available_fen {
        let fault = FieldFault::new("allocations", FaultCode::new("more_than_left"));
        faults.push(fault.with("left", money::format_fen(available_fen)));
    }
    Ok(wanted)
}

/// Puts money of one source to statements.
///
/// # Errors
/// `Stale` where somebody used the source at the same time; `LostRace` where somebody paid the statement.
pub fn put(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    source: &Source,
    wanted: &[Wanted],
) -> Result<(), Error> {
    if wanted.is_empty() {
        return Ok(());
    }
    let sum = money::sum(wanted.iter().map(|(_, amount)| *amount)).map_err(Error::internal)?;
    store::take_from(conn, source, sum)?;
    for (statement, amount) in wanted {
        // What is open was looked at before: somebody was faster, and the next try says so.
        statements::allocate(conn, actor, now, statement.id, *amount).map_err(|fault| match fault {
            Error::Conflict(_) => Error::LostRace,
            other => other,
        })?;
        let from = (source.id, source.number.as_str(), source.payer_id);
        let to = (statement.id, statement.number.as_str());
        let id = allocation::insert(conn, actor, now, from, to, *amount)?;
        let postings = allocated(source.payer_id, *amount);
        ledger::post(conn, actor, now, EntryKind::Allocated, (id, &source.number), &postings)?;
    }
    let after: Vec<Value> = wanted
        .iter()
        .map(|(statement, amount)| json!({ "statement": statement.number, "amount_fen": amount }))
        .collect();
    log(
        conn,
        actor,
        now,
        "payment.allocate",
        (source.id, &source.number),
        (None, Some(json!({ "rows": after }))),
    )
}

/// What an allocation posts.
#[must_use]
pub fn allocated(payer: Id, amount_fen: i64) -> [Posting; 2] {
    [
        Posting::of(Account::Unallocated, payer, amount_fen),
        Posting::of(Account::Receivable, payer, -amount_fen),
    ]
}

/// Puts what is left of a payment to statements; `body` says to which.
///
/// # Errors
/// `NotFound`, `PreconditionRequired`, `Stale`; `Conflict` where it was taken back or nothing is left; `Invalid`.
pub fn of_payment(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    (id, expected): (Id, IfMatch),
    body: &Value,
) -> Result<Whole, Error> {
    // Of two at once the second sees what the first left: that it is late comes before what is wrong with its amounts.
    lock(conn, &format!("payment {id}"))?;
    let row = store::find(conn, scope, id)?;
    expected.check(row.version)?;
    if row.reversal.is_some() {
        return Err(Error::Conflict("payment_reversed"));
    }
    let source = Source::of(&row);
    if source.left_fen() == 0 {
        return Err(Error::Conflict("nothing_left"));
    }
    let wanted = check(conn, source.payer_id, body, source.left_fen())?;
    put(conn, actor, now, &source, &wanted)?;
    service::whole(conn, actor, scope, id)
}

/// Puts credit of a payer to statements, from its oldest money first; answers what is left.
///
/// # Errors
/// `NotFound`; `Conflict` where there is none; `Invalid`; `LostRace` where somebody used it at the same time.
pub fn of_credit(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    payer: Id,
    body: &Value,
) -> Result<Vec<Source>, Error> {
    service::payer(conn, scope, payer)?;
    store::take_up_credited(conn, payer)?;
    let sources = store::sources_left(conn, payer)?;
    let left = money::sum(sources.iter().map(Source::left_fen)).map_err(Error::internal)?;
    if left == 0 {
        return Err(Error::Conflict("nothing_left"));
    }
    let mut wanted = check(conn, payer, body, left)?;
    for source in &sources {
        let mut available = source.left_fen();
        let mut from_here = Vec::new();
        for (statement, amount) in &mut wanted {
            let part = available.min(*amount);
            if part > 0 {
                from_here.push((statement.clone(), part));
                (available, *amount) = (available - part, *amount - part);
            }
        }
        put(conn, actor, now, source, &from_here).map_err(|fault| match fault {
            Error::Stale => Error::LostRace,
            other => other,
        })?;
    }
    store::sources_left(conn, payer)
}

fn check(conn: &mut Conn, payer: Id, body: &Value, available_fen: i64) -> Result<Vec<Wanted>, Error> {
    let body = fields::check(ALLOCATIONS, body, Completeness::Complete).map_err(Error::Invalid)?;
    let mut faults = Vec::new();
    let wanted = read(conn, payer, &body, (available_fen, &mut faults))?;
    if faults.is_empty() { Ok(wanted) } else { Err(Error::Invalid(faults)) }
}

/// Takes an allocation back; the money is credit of its payer again.
///
/// # Errors
/// `NotFound`, `PreconditionRequired`, `Stale`; `Conflict` where it was taken back before; `Invalid` without a reason.
pub fn undo(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    (id, expected): (Id, IfMatch),
    body: &Value,
) -> Result<allocation::Allocation, Error> {
    let rows = allocation::find(conn, scope, id)?;
    let undone = rows.iter().any(|row| row.reverses_id.is_some());
    expected.check(if undone { 2 } else { 1 })?;
    let Some(row) = rows.first().filter(|_| !undone) else {
        return Err(Error::Conflict("allocation_undone"));
    };
    let reason = fields::reason(body)?;
    take_back(conn, actor, now, row, &reason)?;
    let rows = allocation::find(conn, scope, id)?;
    allocation::told(rows, actor.is_vendor()).pop().ok_or(Error::NotFound)
}

/// Takes an allocation back that the caller looked at.
///
/// # Errors
/// `Stale` where somebody was faster.
pub fn take_back(conn: &mut Conn, actor: &Actor, now: Moment, row: &Row, reason: &str) -> Result<(), Error> {
    allocation::undo(conn, actor, now, row, reason).map_err(|fault| match fault {
        Error::Duplicate(_) => Error::Stale,
        other => other,
    })?;
    store::give_back(conn, row.source_id, row.amount_fen)?;
    statements::unallocate(conn, actor, now, row.statement_id, row.amount_fen)?;
    let kinds = (EntryKind::Allocated, EntryKind::AllocationReversed);
    ledger::take_back(conn, actor, now, kinds, (row.id, &row.source_number))?;
    let after = json!({ "statement": row.statement_number, "amount_fen": row.amount_fen, "reason": reason });
    log(conn, actor, now, "payment.undo", (row.source_id, &row.source_number), (None, Some(after)))
}
