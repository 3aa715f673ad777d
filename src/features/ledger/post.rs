//! Writing entries: postings first, their entry last, because the database looks at the sum when the entry comes.

use diesel::prelude::*;

use crate::access::Actor;
use crate::domain::billing_words::{Account, EntryKind};
use crate::domain::money;
use crate::error::Error;
use crate::platform::db::schema::{ledger_balances as b, ledger_entries as e, ledger_postings as p};
use crate::platform::db::{Conn, Id, Moment, savepoint};
use crate::platform::random;

use super::model::PAYERS_ACCOUNTS;

/// One side of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Which account.
    pub account: Account,
    /// Whose, for the accounts that each payer has.
    pub payer: Option<Id>,
    /// Fen; debit positive, credit negative.
    pub amount_fen: i64,
}

impl Posting {
    /// A posting to an account that each payer has.
    #[must_use]
    pub fn of(account: Account, payer: Id, amount_fen: i64) -> Self {
        Posting { account, payer: Some(payer), amount_fen }
    }

    /// A posting to an account of the vendor.
    #[must_use]
    pub fn own(account: Account, amount_fen: i64) -> Self {
        Posting { account, payer: None, amount_fen }
    }
}

/// Enters what `object`, whose number is `number`, moves in the way `kind`. Postings of nothing are left out; where all
/// are, there is no entry.
///
/// # Errors
/// `Conflict` where it moved the ledger in this way already; `Internal` where the postings do not sum to zero.
pub fn post(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    kind: EntryKind,
    (object, number): (Id, &str),
    postings: &[Posting],
) -> Result<(), Error> {
    let postings: Vec<&Posting> = postings.iter().filter(|posting| posting.amount_fen != 0).collect();
    if postings.is_empty() {
        return Ok(());
    }
    let sum = money::sum(postings.iter().map(|posting| posting.amount_fen)).map_err(Error::internal)?;
    if sum != 0 {
        return Err(Error::internal(format!("{kind} of {number} does not balance: {sum}")));
    }
    let entry = random::id(now);
    for (posting, line) in postings.iter().zip(1..) {
        let row = (
            p::entry_id.eq(entry),
            p::line.eq(line),
            p::account.eq(posting.account.as_str()),
            p::payer_id.eq(posting.payer),
            p::amount_fen.eq(posting.amount_fen),
        );
        diesel::insert_into(p::table).values(row).execute(conn)?;
        if let Some(payer) = posting.payer {
            add(conn, payer, posting.account, posting.amount_fen)?;
        }
    }
    let row = (
        e::id.eq(entry),
        e::kind.eq(kind.as_str()),
        e::object_id.eq(object),
        e::number.eq(number),
        e::at.eq(now),
        e::actor_id.eq(Some(actor.user())),
        e::actor_name.eq(actor.name()),
    );
    diesel::insert_into(e::table).values(row).execute(conn).map_err(|fault| match Error::from(fault) {
        Error::Duplicate(_) => Error::Conflict("already_posted"),
        other => other,
    })?;
    Ok(())
}

/// Takes back, as `kind`, what `object` moved in the way `earlier`; false where that was nothing.
///
/// # Errors
/// `Conflict` where it was taken back already.
pub fn take_back(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    (earlier, kind): (EntryKind, EntryKind),
    (object, number): (Id, &str),
) -> Result<bool, Error> {
    let postings: Vec<(Account, Option<Id>, i64)> = p::table
        .inner_join(e::table)
        .filter(e::kind.eq(earlier.as_str()).and(e::object_id.eq(object)))
        .order(p::line)
        .select((p::account, p::payer_id, p::amount_fen))
        .load(conn)?;
    let postings: Vec<Posting> = postings
        .into_iter()
        .map(|(account, payer, amount_fen)| Posting { account, payer, amount_fen: -amount_fen })
        .collect();
    post(conn, actor, now, kind, (object, number), &postings)?;
    Ok(!postings.is_empty())
}

/// Keeps the roll-up. The first posting of a payer makes a row for each of its accounts; of two that do so at once one
/// finds the other's.
fn add(conn: &mut Conn, payer: Id, account: Account, amount_fen: i64) -> Result<(), Error> {
    let add = |conn: &mut Conn| {
        let row = b::table.find((payer, account.as_str()));
        diesel::update(row).set(b::amount_fen.eq(b::amount_fen + amount_fen)).execute(conn)
    };
    if add(conn)? > 0 {
        return Ok(());
    }
    let made = savepoint(conn, |conn| {
        for account in PAYERS_ACCOUNTS {
            let row = (b::payer_id.eq(payer), b::account.eq(*account), b::amount_fen.eq(0));
            diesel::insert_into(b::table).values(row).execute(conn)?;
        }
        Ok(())
    });
    match made {
        Ok(()) | Err(Error::Duplicate(_)) => add(conn).map(drop).map_err(Error::from),
        Err(other) => Err(other),
    }
}
