//! Loaners (代用设备, chapters 2.5 and 5.6): a device of at least the same class stands in for one that is away, and is
//! tracked until both are back in place.
//!
//! Invariant: a device stands in for one at a time, and one that is away has one that stands in for it; indexes of the
//! database refuse a second. A loaner is seen by whoever sees the customer. Every move is in the history of both devices.

pub mod api;
mod export;
mod model;
pub mod pages;
mod remind;
mod service;
mod store;

pub use export::xlsx;
pub use remind::REMIND;
pub use service::{Step, offer, step};
