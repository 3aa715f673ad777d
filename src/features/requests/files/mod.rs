//! Files of requests (4.1): each comes with a line of the timeline, a message or the raising, and stays with it.
//!
//! Invariant: whoever reads the line reads its files, and nobody else hears of them, not by name and not by number. The
//! bytes are taken in, served, swept and verified as those of records are: `features::attachments`.

pub mod api;
mod model;
pub mod pages;
mod service;
mod store;

pub use model::{RequestAttachmentView, RequestFile};
pub use service::{add, check_place, enclose, list, show};
pub use store::{hashes, lines, list_stored, named};
