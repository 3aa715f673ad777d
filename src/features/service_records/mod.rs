//! Service records (chapter 4): what was done, as filed. Here is what pre-sale reports and fault records share: the
//! head row, submitted revisions, states, sight, and the use-cases from draft to correction.
//!
//! Invariant: a submitted revision never changes; the head holds the working revision of the author's organisation.
//! Each kind brings its own table of fields and its own gates as a [`Form`].

pub mod api;
mod asked;
mod beside;
mod bound;
mod content;
mod decision;
mod filed;
mod form;
mod loaner_due;
mod model;
pub mod pages;
mod paper;
mod repeated;
mod rules;
mod service;
mod shown;
mod store;
mod told;
mod verify;
mod view;
mod waiting;

pub(crate) use bound::bound;
pub use content::Facts;
pub use decision::{Judged, Party, judge, recompute};
pub use filed::{Filed, insert_filed};
pub use form::{Actions, Form, GateInput};
pub use model::{Head, Revision, Summary, VerdictRow};
pub use paper::QUERY as PAPER_QUERY;
pub use repeated::repeated_repairs;
pub use rules::{TAKE_LASTS, editable, effective_status, next_revision};
pub use service::{
    Work, begin_typed, copy_of, correct, create, discard, edit, index_work, keep_typed, may_change, open,
    same_serial, submit, withdraw,
};
pub use store::{
    Event, behind_link, count_returned, events, filed_for, find, hold, in_sight, insert_event,
    insert_verdict, list, of_request, queue, queue_length, revision, revisions, save_head, verdicts, wrote,
};
pub use told::{tell_served, tell_to_correct, tell_writers};
pub use verify::{Approved, approved_after, approved_revisions, decision_holds, decisions_hold};
pub use view::{Lens, RecordRow, RecordView, Remark, VerdictView, customer_fields, shown_revision, view};
pub use waiting::{count_own, count_taken, last_decisions};

use crate::domain::record_words::RecordStatus;
use crate::platform::web::list::{FilterKind, ListSpec};

/// The codes of the catalogue, as forms and lists offer them (2.2).
pub const CODES: &[&str] = &[
    "SPSR001", "SPSR002", "SPSR003", "SPSR004", "SPSL005", "SPSR006", "SPSL007", "SASR008", "SASR009",
    "SASR010", "SASL011", "SASL012", "SASL013", "SASL014",
];

/// What a list of records takes.
pub const LIST: ListSpec = ListSpec {
    filters: &[
        ("status", FilterKind::Choice(RecordStatus::TEXTS)),
        ("customer_id", FilterKind::Id),
        ("service_code", FilterKind::Choice(CODES)),
        ("serial", FilterKind::Text(100)),
        ("agent_id", FilterKind::Id),
        ("author_id", FilterKind::Id),
    ],
    sorts: &["reported_at"],
    search: true,
};
