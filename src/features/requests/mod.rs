//! Service requests (chapter 4.1): somebody asks, the portal decides, routes, watches every promised moment, and keeps
//! one timeline of it all.
//!
//! Invariant: a request moves by the table of `domain::request_flow` alone; what was promised is a row and what is due a
//! timer, written in the transaction of what they follow from; customers never read what is internal.

pub mod api;
pub mod clocks;
mod course;
pub mod export;
mod filed;
pub mod files;
mod model;
pub mod overdue;
pub mod pages;
mod prefill;
mod queues;
mod records;
pub mod routing;
mod rules;
mod service;
mod store;
mod told;
mod verify;
mod view;
mod watch;

pub use course::{Course, course, known};
pub use filed::insert_filed;
pub use model::{FIELDS, LIST, Request};
pub use pages::Row;
pub use prefill::{prefill, record_href, records_of};
pub use queues::{counted, waiting};
pub use records::{record_filed, record_gone, reference};
pub use routing::{Candidate, Proposal};
pub use service::{Desk, agree, message, note, page, promise, raise, remedy, request, step};
pub use verify::decisions_hold;
pub use watch::{WATCH, watch_until};
