//! The audit log for those who may read it: who, when, from where, what, before and after (chapter 7).
//!
//! Invariant: only read here; `access` owns the rows, which are written in the transaction of the work they tell of.

pub mod api;
mod export;
pub mod pages;
mod words;

pub use words::action_words;
