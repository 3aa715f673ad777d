//! Charges (chapter 6): born when a record is approved, each with the whole of its derivation; confirmed by the
//! billing clerk; read by whoever pays.
//!
//! Invariant: a charge never changes and never goes away; what becomes of it are events, and its status is their
//! projection. An approved record has exactly one live set of charges, which may be empty.

pub mod api;
mod bill;
mod books;
mod born;
mod confirm;
mod create;
pub mod export;
mod hold;
mod model;
mod others;
pub mod pages;
mod price;
mod replayable;
mod reverse;
mod row;
mod service;
mod store;
mod sums;
mod verify;
mod verify_books;
mod verify_waivers;
mod view;
mod waive;
mod waived;

pub use bill::{
    Billable, Waiting, billable, month_has, move_all, payers_to_bill, rows_with_states, states_after,
    unbilled, waiting_after,
};
pub use born::{Born, FeeRecord, born_from};
pub use confirm::{confirm_all, month_of};
pub use create::{Source, create_for_record};
pub use model::{Charge, LIST, STATUSES};
pub use others::{Other, by_id, create_other, take_back};
pub use replayable::{charged_after, charged_between, live_between};
pub use row::Row;
pub use store::{list, pending};
pub use sums::{Sum, sum, waivers_asked};
pub use verify::{charged_records, charges_hold, live_of};
pub use verify_books::books_hold;
pub use verify_waivers::waivers_hold;
pub use waive::waive;
