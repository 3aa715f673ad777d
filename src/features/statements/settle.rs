//! Putting money to statements, for the feature that receives it. It posts to the ledger itself, in the same transaction.

use diesel::prelude::*;

use crate::access::Actor;
use crate::domain::money;
use crate::domain::record_words::ChargeStatus;
use crate::domain::statement_words::{StatementEvent, StatementStatus};
use crate::error::Error;
use crate::features::charges;
use crate::platform::db::schema::statement_lines as l;
use crate::platform::db::{AnyDb, Conn, Id, Moment};

use super::model::{Head, Open};
use super::state::{Happened, State, advance};
use super::store;

/// So many charges are moved at a time.
const HANDFUL: i64 = 500;

/// The statements of a payer that are not settled, the oldest first.
///
/// # Errors
/// What the database answers.
pub fn open_of(conn: &mut Conn, payer: Id) -> Result<Vec<Open>, Error> {
    Ok(store::unsettled(conn, payer)?.into_iter().map(Open::from).collect())
}

/// Puts `amount_fen` to a statement; one that is settled in full then is paid, and so are its charges.
///
/// # Errors
/// `NotFound`; `Conflict` with `allocation_not_positive`, or with `allocation_too_large` where it is more than is open.
pub fn allocate(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    statement: Id,
    amount_fen: i64,
) -> Result<Open, Error> {
    let head = store::by_id(conn, statement)?;
    if amount_fen <= 0 {
        return Err(Error::Conflict("allocation_not_positive"));
    }
    if amount_fen > head.open_fen() {
        return Err(Error::Conflict("allocation_too_large"));
    }
    let head = put(conn, actor, now, &head, (StatementEvent::Allocated, amount_fen))?;
    if head.status == StatementStatus::Settled {
        pay_charges(conn, actor, now, statement, (ChargeStatus::Invoiced, ChargeStatus::Paid))?;
    }
    Ok(head.into())
}

/// Takes `amount_fen` back that was put to a statement before.
///
/// # Errors
/// `NotFound`; `Conflict` with `allocation_not_positive`, or with `allocation_too_large` where it is more than was put.
pub fn unallocate(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    statement: Id,
    amount_fen: i64,
) -> Result<Open, Error> {
    let head = store::by_id(conn, statement)?;
    if amount_fen <= 0 {
        return Err(Error::Conflict("allocation_not_positive"));
    }
    if amount_fen > head.allocated_fen {
        return Err(Error::Conflict("allocation_too_large"));
    }
    if head.status == StatementStatus::Settled {
        pay_charges(conn, actor, now, statement, (ChargeStatus::Paid, ChargeStatus::Invoiced))?;
    }
    Ok(put(conn, actor, now, &head, (StatementEvent::Unallocated, -amount_fen))?.into())
}

fn put(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    head: &Head,
    (kind, amount_fen): (StatementEvent, i64),
) -> Result<Head, Error> {
    let allocated_fen = money::add(head.allocated_fen, amount_fen).map_err(Error::internal)?;
    let next = State { allocated_fen, ..State::of(head) };
    let happened = Happened::to_all(kind, amount_fen.abs());
    // Whoever answers the statement at the same time is no reason to refuse money.
    advance(conn, actor, now, head, (next, &happened)).map_err(|fault| match fault {
        Error::Stale => Error::LostRace,
        other => other,
    })
}

/// Moves the charges of a statement that stand in the one state to the other; what a correction took back stays so.
pub(super) fn pay_charges(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    statement: Id,
    step: (ChargeStatus, ChargeStatus),
) -> Result<(), Error> {
    let mut last = 0;
    loop {
        let rows = l::table.select((l::line, l::charge_id)).into_boxed::<AnyDb>();
        let found: Vec<(i32, Id)> = rows
            .filter(l::statement_id.eq(statement).and(l::line.gt(last)))
            .order(l::line)
            .limit(HANDFUL)
            .load(conn)?;
        let Some((line, _)) = found.last() else { return Ok(()) };
        last = *line;
        let ids: Vec<Id> = found.iter().map(|(_, charge)| *charge).collect();
        charges::move_all(conn, actor, now, &ids, step)?;
    }
}
