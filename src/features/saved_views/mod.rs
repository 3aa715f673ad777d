//! Saved views: what a person asked of a list, by a name of their own, found again beside it.
//!
//! Invariant: a view belongs to one person and nobody else ever sees it; what is stored is a question that the list itself
//! has read, never an address; a list opens with one view of a person at most.

pub mod api;
mod bar;
mod lists;
mod model;
pub mod pages;
mod service;
mod store;

pub use bar::{Bar, asking, opens_with};
pub use model::SavedView;
pub use service::of_list;
