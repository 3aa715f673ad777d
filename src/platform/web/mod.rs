//! The conventions of chapter 8.2, each thing once.

pub mod answer;
pub mod docs;
pub mod filters;
pub mod flash;
pub mod icons;
pub mod idempotency;
pub mod incoming;
pub mod list;
pub mod log;
pub mod problem;
pub mod secure;
pub mod statics;
