//! Review (4.4): the vendor takes a record, looks at it beside its checks and its previous revision, and decides.
//!
//! Invariant: one verdict a revision; approval and its charges are one transaction; nobody decides on own work.

pub mod api;
mod checks;
mod look;
pub mod pages;
mod rules;
mod service;

pub use checks::{Check, Outcome, checks};
pub use look::{Looked, Waiting, look, waiting};
pub use service::{Desk, VERDICT, approve_free, is_free_remote, release, review, take};

use crate::domain::record_words::ServiceRecordKind;
use crate::features::service_records::Form;
use crate::features::{fault_records, pre_sale_reports};
use crate::platform::web::list::{FilterKind, ListSpec};

/// The form of a kind.
#[must_use]
pub fn form_of(kind: ServiceRecordKind) -> &'static Form {
    match kind {
        ServiceRecordKind::FaultRecord => &fault_records::FORM,
        ServiceRecordKind::PreSaleReport => &pre_sale_reports::FORM,
    }
}

/// What the queue takes.
pub const QUEUE: ListSpec = ListSpec {
    filters: &[
        ("status", FilterKind::Choice(&["submitted", "in_review", "returned", "approved", "rejected"])),
        ("kind", FilterKind::Choice(&["pre_sale_report", "fault_record"])),
    ],
    sorts: &["submitted_at"],
    search: false,
};
