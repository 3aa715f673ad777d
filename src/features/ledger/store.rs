//! Accounts and entries as rows. Every read goes through [`visible`].

use std::collections::HashMap;

use diesel::prelude::*;

use crate::access::Scope;
use crate::domain::billing_words::Account;
use crate::error::Error;
use crate::features::customers::visible_to_payers;
use crate::features::organisations;
use crate::platform::db::schema::{ledger_balances as b, ledger_entries as e, ledger_postings as p};
use crate::platform::db::{AnyDb, Conn, Id};
use crate::platform::web::list::{ListQuery, Listing, moment_key, not_a_cursor};

use super::model::{Balances, Line};

visible_to_payers!(b::table, b::payer_id);

/// One page of payers with what they owe, the largest first unless asked otherwise. One statement, two
/// for a search.
///
/// # Errors
/// What the database answers.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Listing<(Id, i64)>, Error> {
    let mut rows = b::table
        .select((b::payer_id, b::amount_fen))
        .into_boxed::<AnyDb>()
        .filter(b::account.eq(Account::Receivable.as_str()))
        .filter(visible(scope));
    if let Some(owing) = query.filter("owing") {
        rows =
            if owing == "true" { rows.filter(b::amount_fen.gt(0)) } else { rows.filter(b::amount_fen.le(0)) };
    }
    if let Some(words) = &query.q {
        rows = rows.filter(b::payer_id.eq_any(organisations::named_like(conn, words)?));
    }
    if let Some(after) = &query.after {
        let amount: i64 = after.text().parse().map_err(|_| not_a_cursor())?;
        let tied = b::amount_fen.eq(amount);
        rows = if query.descending {
            rows.filter(b::amount_fen.lt(amount).or(tied.and(b::payer_id.lt(after.id()))))
        } else {
            rows.filter(b::amount_fen.gt(amount).or(tied.and(b::payer_id.gt(after.id()))))
        };
    }
    rows = if query.descending {
        rows.order((b::amount_fen.desc(), b::payer_id.desc()))
    } else {
        rows.order((b::amount_fen.asc(), b::payer_id.asc()))
    };
    let found: Vec<(Id, i64)> = rows.limit(query.limit + 1).load(conn)?;
    Ok(Listing::cut(found, query, |(payer, amount)| (amount.to_string(), *payer)))
}

/// What the accounts of these payers come to; a payer that never had a posting is not among them. One statement.
///
/// # Errors
/// What the database answers.
pub fn balances(conn: &mut Conn, payers: &[Id]) -> Result<HashMap<Id, Balances>, Error> {
    let rows: Vec<(Id, Account, i64)> = b::table
        .filter(b::payer_id.eq_any(payers.to_vec()))
        .select((b::payer_id, b::account, b::amount_fen))
        .load(conn)?;
    let mut sums: HashMap<Id, (i64, i64)> = HashMap::new();
    for (payer, account, amount) in rows {
        let (receivable, unallocated) = sums.entry(payer).or_default();
        match account {
            Account::Receivable => *receivable = amount,
            _ => *unallocated = amount,
        }
    }
    Ok(sums.into_iter().map(|(payer, (owes, own))| (payer, Balances::of(owes, own))).collect())
}

/// Whether a payer's accounts are in sight and there.
///
/// # Errors
/// `NotFound`.
pub fn find(conn: &mut Conn, scope: &Scope, payer: Id) -> Result<(), Error> {
    let rows = b::table.select(b::payer_id).into_boxed::<AnyDb>();
    let found: Option<Id> =
        rows.filter(visible(scope)).filter(b::payer_id.eq(payer)).first(conn).optional()?;
    found.map(drop).ok_or(Error::NotFound)
}

/// One page of what moved the accounts of a payer, newest first unless asked otherwise. One statement.
///
/// # Errors
/// What the database answers.
pub fn lines(conn: &mut Conn, payer: Id, query: &ListQuery) -> Result<Listing<Line>, Error> {
    let mut rows = p::table
        .inner_join(e::table)
        .filter(p::payer_id.eq(payer))
        .select((
            p::entry_id,
            p::line,
            p::account,
            p::amount_fen,
            e::kind,
            e::object_id,
            e::number,
            e::at,
            e::actor_name,
        ))
        .into_boxed::<AnyDb>();
    if let Some(kind) = query.filter("kind") {
        rows = rows.filter(e::kind.eq(kind.to_string()));
    }
    if let Some(account) = query.filter("account") {
        rows = rows.filter(p::account.eq(account.to_string()));
    }
    if let Some(after) = &query.after {
        let (at, line) = after.text().split_once('#').ok_or_else(not_a_cursor)?;
        let at = at.parse::<crate::platform::db::Moment>().map_err(|_| not_a_cursor())?;
        let line: i32 = line.parse().map_err(|_| not_a_cursor())?;
        let id = after.id();
        let (tied, same) = (e::at.eq(at), e::at.eq(at).and(e::id.eq(id)));
        rows = if query.descending {
            rows.filter(e::at.lt(at).or(tied.and(e::id.lt(id))).or(same.and(p::line.gt(line))))
        } else {
            rows.filter(e::at.gt(at).or(tied.and(e::id.gt(id))).or(same.and(p::line.gt(line))))
        };
    }
    rows = if query.descending {
        rows.order((e::at.desc(), e::id.desc(), p::line.asc()))
    } else {
        rows.order((e::at.asc(), e::id.asc(), p::line.asc()))
    };
    let found: Vec<Line> = rows.limit(query.limit + 1).load(conn)?;
    Ok(Listing::cut(found, query, |row| (format!("{}#{}", moment_key(row.at), row.line), row.entry_id)))
}
