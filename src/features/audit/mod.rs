//! The audit log for those who may read it: who, when, from where, what, before and after (chapter 7).
//!
//! Invariant: only read here; rows are written by `access::audit` in the transaction of the work they tell of.

pub mod api;
mod model;
pub mod pages;
mod store;
