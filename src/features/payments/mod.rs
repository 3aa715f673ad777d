//! Payments (chapter 6): what was received, what it settles, and what of it is left as credit of its payer.
//!
//! Invariant: a payment never changes and never goes away; that it was taken back is a row of its own. Never more of it is
//! put to statements than there is: the database itself refuses that.

mod allocate;
mod allocation;
pub mod api;
mod model;
pub mod pages;
mod record;
mod service;
mod store;
mod verify;

pub use allocation::Allocation;
pub use record::{record, reverse};
pub use service::{payer, put_to_statement};
pub use verify::{allocations_hold, entries_have_objects, payments_hold, statements_agree};
