//! Whether every entry balances and every roll-up is the sum of its postings (chapter 6).

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::domain::billing_words::{Account, EntryKind};
use crate::domain::money;
use crate::platform::db::schema::{ledger_balances as b, ledger_entries as e, ledger_postings as p};
use crate::platform::db::{AnyDb, Conn, Id};
use crate::platform::verify::{Fault, Handful, Wrong};

use super::post::Posting;

const HANDFUL: i64 = 500;

/// What entries posted, by the object that moved the ledger.
pub type Entries = HashMap<Id, Vec<Posting>>;

/// Looks at the entries after `last`: each has postings, and they sum to zero.
///
/// # Errors
/// [`Wrong`].
pub fn postings_balance(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    let mut rows = e::table.select((e::id, e::kind, e::number)).into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(e::id.gt(last));
    }
    let found: Vec<(Id, EntryKind, String)> = rows.order(e::id).limit(HANDFUL).load(conn)?;
    let ids: Vec<Id> = found.iter().map(|(id, ..)| *id).collect();
    let mut amounts: HashMap<Id, Vec<i64>> = HashMap::new();
    let postings = p::table.filter(p::entry_id.eq_any(ids)).select((p::entry_id, p::amount_fen));
    for (entry, amount) in postings.load::<(Id, i64)>(conn)? {
        amounts.entry(entry).or_default().push(amount);
    }
    for (id, kind, number) in &found {
        let own = amounts.remove(id).unwrap_or_default();
        if own.len() < 2 || money::sum(own) != Ok(0) {
            return Err(
                Fault::new("entry_unbalanced", format!("ledger entry {id} ({kind} of {number})")).into()
            );
        }
    }
    Ok(Handful::of(found.len(), HANDFUL, found.last().map(|(id, ..)| *id)))
}

/// Looks at the roll-ups after `last`: each is the sum of its postings.
///
/// # Errors
/// [`Wrong`].
pub fn balances_hold(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    const PAYERS: i64 = 20;
    let mut rows = b::table.select(b::payer_id).distinct().into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(b::payer_id.gt(last));
    }
    let payers: Vec<Id> = rows.order(b::payer_id).limit(PAYERS).load(conn)?;
    let kept: Vec<(Id, Account, i64)> =
        b::table.filter(b::payer_id.eq_any(payers.clone())).order((b::payer_id, b::account)).load(conn)?;
    let summed: Vec<(Option<Id>, Account, i64)> = p::table
        .filter(p::payer_id.eq_any(payers.clone()))
        .group_by((p::payer_id, p::account))
        .select((p::payer_id, p::account, sql::<BigInt>("CAST(SUM(amount_fen) AS BIGINT)")))
        .load(conn)?;
    for (payer, account, amount) in &kept {
        let sum =
            summed.iter().find(|(own, of, _)| *own == Some(*payer) && of == account).map_or(0, |row| row.2);
        if sum != *amount {
            return Err(Fault::new("balance_differs", format!("{account} of {payer}")).into());
        }
    }
    for (payer, account, _) in &summed {
        if !kept.iter().any(|(own, of, _)| Some(*own) == *payer && of == account) {
            return Err(Fault::new("balance_missing", format!("{account} of {payer:?}")).into());
        }
    }
    Ok(Handful::of(payers.len(), PAYERS, payers.last().copied()))
}

/// What these objects moved in the way `kind`, for the features that own them.
///
/// # Errors
/// [`Wrong`].
pub fn entries_of(conn: &mut Conn, kind: EntryKind, objects: &[Id]) -> Result<Entries, Wrong> {
    let rows: Vec<(Id, Account, Option<Id>, i64)> = p::table
        .inner_join(e::table)
        .filter(e::kind.eq(kind.as_str()).and(e::object_id.eq_any(objects.to_vec())))
        .order((e::id, p::line))
        .select((e::object_id, p::account, p::payer_id, p::amount_fen))
        .load(conn)?;
    let mut entries = Entries::new();
    for (object, account, payer, amount_fen) in rows {
        entries.entry(object).or_default().push(Posting { account, payer, amount_fen });
    }
    Ok(entries)
}

/// The entries of these kinds after `last`, with what moved the ledger, for the features that own that.
///
/// # Errors
/// [`Wrong`].
pub fn moved_by(
    conn: &mut Conn,
    kinds: &[EntryKind],
    last: Option<Id>,
    limit: i64,
) -> Result<Vec<(Id, EntryKind, Id)>, Wrong> {
    let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let mut rows = e::table.select((e::id, e::kind, e::object_id)).into_boxed::<AnyDb>();
    rows = rows.filter(e::kind.eq_any(words));
    if let Some(last) = last {
        rows = rows.filter(e::id.gt(last));
    }
    Ok(rows.order(e::id).limit(limit).load(conn)?)
}
