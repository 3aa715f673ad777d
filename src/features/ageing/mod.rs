//! The ageing list (账龄, chapter 6): who is how late with what, and reminders of it.
//!
//! Invariant: of a statement and a step its payer is reminded once, whatever stops or runs beside it.

pub mod api;
mod export;
mod model;
pub mod pages;
mod remind;
mod service;

pub use model::Terms;
pub use remind::{REMIND, due};
