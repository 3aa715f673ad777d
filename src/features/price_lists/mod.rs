//! Price lists, versioned by date (chapter 6): drafted, checked, compared with the list in force, published from a moment on
//! by a second person, superseded by the next. Version 1 is the list of the policy.
//!
//! Invariant: a published list never changes, begins ahead of its publication and has a number of its own, which is stored with
//! whatever was computed with it. What a list would have done to approved records is replayed before it is published.

pub mod api;
mod check;
mod content;
mod in_force;
mod model;
pub mod pages;
mod parts;
mod replay;
pub mod replay_api;
mod replay_model;
mod replay_store;
mod service;
mod store;

pub use in_force::{WATCH, in_force, take_up};
pub use replay::{REPLAYS, start as start_replay, work_off};
pub use service::{Desk, check as check_list, create};
