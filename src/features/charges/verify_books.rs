//! Whether the ledger says of every charge what its state says (chapter 6).

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::billing_words::EntryKind;
use crate::domain::record_words::ChargeStatus;
use crate::features::ledger::{self, Posting};
use crate::platform::db::schema::{charge_states as s, charges as t};
use crate::platform::db::{AnyDb, Conn, Id};
use crate::platform::verify::{Fault, Handful, Wrong};

use super::books;
use super::row::Row;

const HANDFUL: i64 = 200;

/// What was entered for each object.
type Entries = HashMap<Id, Vec<Posting>>;

/// What the ledger says of a handful of charges.
struct Books {
    confirmed: Entries,
    reversed: Entries,
    waived: Entries,
    /// Of the charges that take one of them back.
    reversals: Entries,
}

/// Looks at the charges after `last`: a confirmed one is entered once with its VAT; what was taken back or waived is
/// entered with the opposite sign; what waits is not entered.
///
/// # Errors
/// [`Wrong`].
pub fn books_hold(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    let mut rows = t::table.inner_join(s::table).select((t::all_columns, s::status)).into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(t::id.gt(last));
    }
    let found: Vec<(Row, ChargeStatus)> = rows.order(t::id).limit(HANDFUL).load(conn)?;
    let ids: Vec<Id> = found.iter().map(|(row, _)| row.id).collect();
    let reversals: Vec<(Option<Id>, Id)> =
        t::table.filter(t::reverses_id.eq_any(ids.clone())).select((t::reverses_id, t::id)).load(conn)?;
    let reversed_by: HashMap<Id, Id> =
        reversals.into_iter().filter_map(|(original, id)| Some((original?, id))).collect();
    let others: Vec<Id> = reversed_by.values().copied().collect();
    let books = Books {
        confirmed: ledger::entries_of(conn, EntryKind::ChargeConfirmed, &ids)?,
        reversed: ledger::entries_of(conn, EntryKind::ChargeReversed, &ids)?,
        waived: ledger::entries_of(conn, EntryKind::ChargeWaived, &ids)?,
        reversals: ledger::entries_of(conn, EntryKind::ChargeConfirmed, &others)?,
    };
    for (row, status) in &found {
        books.agree(row, *status, reversed_by.get(&row.id)).map_err(|code| {
            Fault::new(code, format!("charge {} ({} line {})", row.id, row.number, row.line))
        })?;
    }
    Ok(Handful::of(found.len(), HANDFUL, found.last().map(|(row, _)| row.id)))
}

impl Books {
    fn agree(&self, row: &Row, status: ChargeStatus, reversal: Option<&Id>) -> Result<(), &'static str> {
        let entry = |all: &Entries, id: &Id| all.get(id).cloned();
        let confirmed = entry(&self.confirmed, &row.id);
        let taken_back = [entry(&self.reversed, &row.id), entry(&self.waived, &row.id)];
        let due = due(row)?;
        let opposite = |postings: &[Posting]| -> Vec<Posting> {
            postings.iter().map(|it| Posting { amount_fen: -it.amount_fen, ..*it }).collect()
        };
        // What was entered must be what the charge comes to, whatever became of it.
        if confirmed.as_ref().is_some_and(|entered| *entered != due) {
            return Err("entry_differs");
        }
        let undone = match status {
            ChargeStatus::Pending | ChargeStatus::Held => {
                return if confirmed.is_none() { Ok(()) } else { Err("entered_too_early") };
            }
            ChargeStatus::Confirmed | ChargeStatus::Invoiced | ChargeStatus::Paid => {
                let stands = due.is_empty() || confirmed.is_some();
                let [reversed, waived] = &taken_back;
                return match (stands, reversed.is_some() || waived.is_some()) {
                    (true, false) => Ok(()),
                    (false, _) => Err("entry_missing_for_charge"),
                    (true, true) => Err("entry_taken_back"),
                };
            }
            ChargeStatus::Waived => entry(&self.waived, &row.id),
            ChargeStatus::Reversed => {
                let [reversed, waived] = taken_back;
                reversed.or(waived).or_else(|| entry(&self.reversals, reversal?))
            }
        };
        match (confirmed, undone) {
            (None, None) => Ok(()),
            (Some(entered), Some(undone)) if undone == opposite(&entered) => Ok(()),
            _ => Err("entry_not_taken_back"),
        }
    }
}

/// What a charge comes to in the ledger; nothing where it is free.
fn due(row: &Row) -> Result<Vec<Posting>, &'static str> {
    let component = row.component.parse().map_err(|_| "charge_differs")?;
    let sum = (row.amount_fen, row.vat_rate);
    let postings = books::postings(row.payer_id, component, sum, row.reverses_id.is_some());
    let postings = postings.map_err(|_| "charge_differs")?;
    Ok(postings.into_iter().filter(|posting| posting.amount_fen != 0).collect())
}
