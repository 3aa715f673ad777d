//! The ledger (chapter 6): every movement of money as a balanced double entry, and what each payer's accounts come to.
//!
//! Invariant: entries are only ever added, and the database itself refuses one that does not sum to zero. An object moves
//! the ledger at most once in each way; what was wrong is taken back by an entry of its own.

pub mod api;
pub mod export;
mod model;
pub mod pages;
mod post;
mod service;
mod store;
mod verify;

pub use model::Balances;
pub use post::{Posting, post, take_back};
pub use store::balances;
pub use verify::{balances_hold, entries_of, moved_by, postings_balance};
