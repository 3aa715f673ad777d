//! Qualifications (上岗考试, 4.1): who passed the examination for work on site, in what, and until when.
//!
//! Invariant: a qualification is entered and revoked, never changed; whoever has no valid one on the day is not given
//! work on site.

pub mod api;
pub mod export;
mod model;
pub mod pages;
mod service;
mod store;

pub use model::{NewQualification, Qualification};
pub use service::{add, day, holders, is_qualified};
