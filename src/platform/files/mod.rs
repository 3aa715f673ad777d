//! Files that people hand in: received piece by piece, looked at before they are kept, and kept in an object store, a
//! local folder unless configured otherwise (8.5).
//!
//! Invariant: nothing is kept that was not looked at; what an object is called in the store is drawn at random and never
//! what a person called it.

mod inspect;
mod kind;
mod name;
mod place;
mod small;
mod spool;
mod store;

pub use inspect::{Inspected, Refusal, inspect};
pub use kind::FileKind;
pub use place::{Bucket, Place};
pub use small::small_picture;
pub use spool::Spool;
pub use store::{Files, Kept};

/// The largest file, in bytes (8.2).
pub const FILE_LIMIT: u64 = 20 * 1024 * 1024;
