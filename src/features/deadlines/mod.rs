//! Deadlines asked for by hand (8.3): `POST /deadlines` and `tierdesk deadline` are the same question. Nothing is stored.

pub mod api;
mod explain;
mod model;
mod service;

pub use explain::{DeadlinesView, ExplanationView, IntervalView, TargetView, explain, explain_target};
pub use model::DEADLINE;
pub use service::{Answered, calculate};
