//! Attachments (4.2, 4.3): the files of a service record; and what files of every kind have in common: how they are taken
//! in, served, shown, swept and verified. Those of a service request are rows of `requests::files`.
//!
//! Invariant: a file is seen with exactly the revisions that have it, by whoever sees that revision of the record; its
//! bytes never change, and what belongs to a revision that was sent in is never removed.

pub mod api;
mod kept;
mod model;
pub mod pages;
mod section;
mod service;
mod store;
mod sweep;
mod told;
mod verify;

pub use api::serve;
pub use kept::list_stored;
pub use model::{Attachment, Facts, Stored};
pub use section::{Item, Section, compared, items, section, size};
pub use service::{Incoming, add, keep, keep_all, of_revision, restore};
pub use sweep::SWEEP;
pub use told::told_files_exist;
pub use verify::files_hold;

use crate::features::service_records::{Form, pages::path_of};
use crate::features::{fault_records, pre_sale_reports};
use crate::platform::files::FILE_LIMIT;

/// More files than a record needs.
pub const MOST_FILES: usize = 50;

/// The largest file in MiB, for texts.
pub const LIMIT_MIB: u64 = FILE_LIMIT / 1024 / 1024;

/// The form whose records live at `path`; both kinds have the same calls, the address says which it is.
fn form_at(path: &str) -> &'static Form {
    let forms = [&fault_records::FORM, &pre_sale_reports::FORM];
    let begins =
        |form: &&&Form| path.trim_start_matches("/api/v1").starts_with(&format!("{}/", path_of(form.kind)));
    forms.iter().find(begins).copied().unwrap_or(&fault_records::FORM)
}
