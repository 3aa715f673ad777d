//! What breaches of contracts cost (3.4): found by the watch, proposed by the program, confirmed by a service manager.
//!
//! Invariant: a request is looked at when one of its timers says so and never by looking through requests; what is found is a
//! proposal of `credits`, which takes each clause of a request once and keeps the cap.

pub mod api;
mod judge;
mod outage;
pub mod pages;
mod shown;
mod terms;

pub use judge::judge;
pub use shown::{Shown, shown};
