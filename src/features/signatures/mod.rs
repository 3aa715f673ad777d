//! Signatures (4.3, chapter 10): the customer's confirmation of a fault record's acceptance. Drawn on the engineer's
//! device or, through a one-use link, on the customer's own; uploaded as a scan; or a typed name, alone or with a code that
//! the signer got by mail.
//!
//! Invariant: a signature is only ever added, keeps exactly what was signed and its hash, and holds for the revisions
//! that still say the same. It is a handwritten confirmation, not a qualified electronic signature in the sense of the law.

pub mod api;
mod codes;
mod content;
mod links;
mod model;
pub mod pages;
mod service;
mod store;
mod strokes;
mod verify;
mod view;

pub use model::Signature;
pub use service::{Origin, Signed, Standing, missing, now, of_content, of_revision, sign};
pub use verify::{signatures_hold, told_signatures_exist};
pub use view::{Card, card, card_of};

use crate::platform::fields::{Field, Kind};

/// The body that signs.
pub const SIGN: &[Field] = &[
    Field::new("method", Kind::Choice(&["drawn", "typed", "scan", "code"])).required(),
    Field::text("signer_name", 50).required(),
    Field::text("content_hash", 64).required(),
    Field::long_text("strokes", strokes::LONGEST),
    Field::new("attachment_id", Kind::Id),
    Field::text("code", 6),
];

/// The body that asks for a code.
pub const ASK_CODE: &[Field] = &[Field::text("signer_name", 50).required(), Field::email("email").required()];
