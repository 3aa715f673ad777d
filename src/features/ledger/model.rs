//! Accounts of payers, and the entries that moved them (8.2).

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::billing_words::{Account, EntryKind};
use crate::platform::db::{Id, Moment};
use crate::platform::web::list::{FilterKind, ListSpec};

/// What the list of accounts takes.
pub const ACCOUNTS: ListSpec =
    ListSpec { filters: &[("owing", FilterKind::Bool)], sorts: &["receivable_fen"], search: true };

/// What the list of a payer's entries takes.
pub const ENTRIES: ListSpec = ListSpec {
    filters: &[
        ("kind", FilterKind::Choice(EntryKind::TEXTS)),
        ("account", FilterKind::Choice(PAYERS_ACCOUNTS)),
    ],
    sorts: &["at"],
    search: false,
};

/// The accounts that each payer has.
pub const PAYERS_ACCOUNTS: &[&str] = &[Account::Receivable.as_str(), Account::Unallocated.as_str()];

/// What a payer's accounts come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Balances {
    /// What it owes, gross, fen.
    pub receivable_fen: i64,
    /// Its money that settles nothing yet, fen.
    pub unallocated_fen: i64,
    /// What is left to pay once all of its money is put to use; negative where the vendor owes it.
    pub balance_fen: i64,
}

impl Balances {
    /// Out of the sums of the two accounts; money of a payer stands in the ledger as what the vendor owes it.
    #[must_use]
    pub fn of(receivable: i64, unallocated: i64) -> Self {
        Balances {
            receivable_fen: receivable,
            unallocated_fen: unallocated.saturating_neg(),
            balance_fen: receivable.saturating_add(unallocated),
        }
    }
}

/// A payer with what its accounts come to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PayerAccount {
    /// The payer.
    pub payer_id: Id,
    /// Its name.
    pub payer_name: String,
    /// What its accounts come to.
    #[serde(flatten)]
    pub balances: Balances,
}

/// One posting to an account of a payer, with its entry.
#[derive(Debug, Clone, Queryable, Serialize, ToSchema)]
pub struct Line {
    /// The entry.
    pub entry_id: Id,
    /// Which posting of it.
    pub line: i32,
    /// `receivable` or `unallocated`.
    #[schema(value_type = String)]
    pub account: Account,
    /// Fen; what the payer owes more is positive.
    pub amount_fen: i64,
    /// What moved it.
    #[schema(value_type = String)]
    pub kind: EntryKind,
    /// The charge, payment, allocation or statement that did.
    pub object_id: Id,
    /// Its number.
    pub number: String,
    /// When.
    pub at: Moment,
    /// By whom; told to the vendor's own people alone.
    pub actor_name: String,
}
