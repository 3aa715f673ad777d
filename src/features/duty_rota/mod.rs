//! The duty rota (值班表, 3.6): who takes calls for a service point while the desk is closed.
//!
//! Invariant: nobody has two shifts at once.

pub mod api;
mod calendar;
mod model;
pub mod pages;
mod planned;
mod service;
mod store;
mod week;

pub use model::OnCall;
pub use service::{add, on_call};
