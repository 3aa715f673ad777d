//! What a charge moves in the ledger: its payer owes it with VAT from the moment it is confirmed (chapter 6).

use crate::access::Actor;
use crate::domain::billing_words::{Account, EntryKind};
use crate::domain::money::MoneyError;
use crate::domain::taxed::Taxed;
use crate::domain::words::Component;
use crate::error::Error;
use crate::features::ledger::{self, Posting};
use crate::platform::db::{Conn, Id, Moment};

use super::model::Charge;
use super::row::Row;

/// The postings of an amount net of VAT. What takes a charge back moves the account that this one moved: `takes_back`.
///
/// # Errors
/// Where it does not fit.
pub fn postings(
    payer: Id,
    component: Component,
    (net_fen, vat_rate): (i64, i32),
    takes_back: bool,
) -> Result<[Posting; 3], MoneyError> {
    let taxed = Taxed::of(net_fen, vat_rate)?;
    let account = match component {
        Component::ServiceFee if (net_fen < 0) != takes_back => Account::ServiceFees,
        Component::Penalty => Account::Credits,
        Component::ServiceFee
        | Component::Visit
        | Component::Travel
        | Component::Labour
        | Component::Parts => Account::Revenue,
    };
    Ok([
        Posting::of(Account::Receivable, payer, taxed.gross_fen),
        Posting::own(account, -net_fen),
        Posting::own(Account::OutputVat, -taxed.vat_fen),
    ])
}

/// Enters a charge that is confirmed.
///
/// # Errors
/// `Conflict` where it was entered before.
pub(super) fn enter(conn: &mut Conn, actor: &Actor, now: Moment, charge: &Charge) -> Result<(), Error> {
    let sum = (charge.amount_fen, charge.vat_rate);
    let postings = postings(charge.payer_id, charge.component, sum, charge.reverses_id.is_some());
    let postings = postings.map_err(Error::internal)?;
    ledger::post(conn, actor, now, EntryKind::ChargeConfirmed, (charge.id, &charge.number), &postings)
}

/// Enters a charge that is confirmed from its birth.
///
/// # Errors
/// `Conflict` where it was entered before.
pub(super) fn enter_row(conn: &mut Conn, actor: &Actor, now: Moment, row: &Row) -> Result<(), Error> {
    let component = row.component.parse().map_err(Error::internal)?;
    let sum = (row.amount_fen, row.vat_rate);
    let postings =
        postings(row.payer_id, component, sum, row.reverses_id.is_some()).map_err(Error::internal)?;
    ledger::post(conn, actor, now, EntryKind::ChargeConfirmed, (row.id, &row.number), &postings)
}

/// Takes back what a charge entered, because a correction replaces it.
///
/// # Errors
/// `Conflict` where that was done before.
pub(super) fn leave(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    charge: Id,
    number: &str,
) -> Result<(), Error> {
    let kinds = (EntryKind::ChargeConfirmed, EntryKind::ChargeReversed);
    ledger::take_back(conn, actor, now, kinds, (charge, number)).map(drop)
}

/// Takes back what a charge entered, because it is waived.
///
/// # Errors
/// `Conflict` where that was done before.
pub(super) fn forgive(conn: &mut Conn, actor: &Actor, now: Moment, charge: &Charge) -> Result<(), Error> {
    let kinds = (EntryKind::ChargeConfirmed, EntryKind::ChargeWaived);
    ledger::take_back(conn, actor, now, kinds, (charge.id, &charge.number)).map(drop)
}
