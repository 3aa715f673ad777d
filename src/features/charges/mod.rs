//! Charges (chapter 6): born from approved records, explained by their derivation, confirmed by the billing clerk.
//!
//! Invariant: lines and amounts never change; the status is the projection of events that are only added.

pub mod api;
mod confirm;
mod model;
pub mod pages;
mod store;
mod view;

pub use model::{Charge, LIST, STATUSES};
pub use store::{list, pending};
