//! One table of fields per request body (chapters 8.2 and 8.3).
//!
//! A body is declared once as `&'static [Field]`; the table then drives the check of JSON ([`check()`]), the
//! decoding of HTML forms ([`from_form`]), their rendering ([`view()`]), the differences between two revisions
//! ([`changes()`]) and the OpenAPI schema ([`schema()`]).
//!
//! Invariants: all faults are reported at once, each with a dotted path (`parts.0.quantity`); what [`check()`]
//! returns is canonical, so checking it again changes nothing; nothing here panics on any input.

mod changes;
mod check;
mod fault;
mod form;
mod leaf;
mod merge;
mod moment;
mod reason;
mod schema;
mod table;
mod text;
mod view;
mod wording;

pub use changes::{Change, ChangeKind, ChangeView, change_views, changes};
pub use check::{Completeness, check};
pub use fault::{FaultCode, FieldFault};
pub use form::{Unparsed, from_form};
pub use merge::merge;
pub use moment::to_local as moment_as_typed;
pub use reason::{REASON, reason};
pub use schema::schema;
pub use table::{Field, Kind, Variant};
pub use view::{
    FieldView, Offer, OptionView, RowView, Section, SectionView, VariantView, ViewInput, sections, view,
};
pub use wording::{Translate, label, message};

/// A path with one more segment: `permission` and `by` make `permission.by`.
pub(crate) fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") }
}
