//! Rows of service records as the code sees them.

use diesel::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::domain::record_words::{RecordStatus, ServiceRecordKind, Verdict};
use crate::domain::words::ClientClass;
use crate::platform::db::{Id, Moment};

/// The head of a record: its working revision, its states and what lists sort by.
#[derive(Debug, Clone, Queryable)]
pub struct Head {
    /// Id.
    pub id: Id,
    /// `FR-20260302-012345`.
    pub number: String,
    /// Which form.
    pub kind: ServiceRecordKind,
    /// The state of the working revision.
    pub status: RecordStatus,
    /// The number of the working revision.
    pub revision: i32,
    /// The last revision that was sent in.
    pub submitted_revision: Option<i32>,
    /// What became of it; what everybody outside the author's organisation sees.
    pub submitted_status: Option<String>,
    /// The revision that holds, once one was approved.
    pub approved_revision: Option<i32>,
    /// Counts changes.
    pub version: i32,
    /// Who began it.
    pub author: Id,
    /// By name.
    pub author_name: String,
    /// For which organisation.
    pub author_organisation: Id,
    /// By name.
    pub author_organisation_name: String,
    /// Whom the work was for.
    pub customer: Option<Id>,
    /// By name, as filed.
    pub customer_name: String,
    /// Its class, as filed.
    pub customer_class: Option<ClientClass>,
    /// The agent concerned: the author's organisation, or the customer's agent where the vendor files.
    pub agent: Option<Id>,
    /// Whether the vendor is said to have done the work after escalation.
    pub escalated: bool,
    /// The code of the catalogue.
    pub service_code: Option<String>,
    /// The serial as it is compared.
    pub serial_key: Option<String>,
    /// What lists are sorted by.
    pub reported_at: Moment,
    /// When the last revision was sent in.
    pub submitted_at: Option<Moment>,
    /// The reviewer who has it.
    pub taken_by: Option<Id>,
    /// Until when.
    pub taken_until: Option<Moment>,
    /// When it was begun.
    pub created_at: Moment,
    /// When it last changed.
    pub updated_at: Moment,
    /// One line.
    pub summary: String,
    /// The fields of the working revision.
    pub content: Value,
    /// What was typed into a form and could not be read, by path; shown again, never lost.
    pub unparsed: Value,
    /// The request that asked for the work.
    pub request: Option<Id>,
}

impl Head {
    /// The fields of the working revision.
    #[must_use]
    pub fn fields(&self) -> Map<String, Value> {
        self.content.as_object().cloned().unwrap_or_default()
    }
}

/// A row of a list: the head without its content.
#[derive(Debug, Clone, Queryable)]
pub struct Summary {
    /// Id.
    pub id: Id,
    /// Number.
    pub number: String,
    /// Which form.
    pub kind: ServiceRecordKind,
    /// The state of the working revision.
    pub status: RecordStatus,
    /// The number of the working revision.
    pub revision: i32,
    /// The state of what was sent in.
    pub submitted_status: Option<String>,
    /// The revision that holds.
    pub approved_revision: Option<i32>,
    /// Counts changes.
    pub version: i32,
    /// Who began it.
    pub author_name: String,
    /// For which organisation.
    pub author_organisation: Id,
    /// By name.
    pub author_organisation_name: String,
    /// Whom for.
    pub customer: Option<Id>,
    /// By name.
    pub customer_name: String,
    /// Its class.
    pub customer_class: Option<ClientClass>,
    /// Said to be escalated.
    pub escalated: bool,
    /// The code.
    pub service_code: Option<String>,
    /// What the list is sorted by.
    pub reported_at: Moment,
    /// When it was sent in.
    pub submitted_at: Option<Moment>,
    /// Who reviews it.
    pub taken_by: Option<Id>,
    /// Until when.
    pub taken_until: Option<Moment>,
    /// When it last changed.
    pub updated_at: Moment,
    /// One line.
    pub summary: String,
}

/// A revision as it was sent in.
#[derive(Debug, Clone, Queryable)]
pub struct Revision {
    /// Its number.
    pub revision: i32,
    /// Its fields.
    pub content: Value,
    /// The decision that was stored with it, with its input; see [`super::Judged`].
    pub decision: Value,
    /// Who sent it in.
    pub submitted_by: Id,
    /// By name.
    pub submitted_by_name: String,
    /// When.
    pub submitted_at: Moment,
}

/// What a reviewer said of a revision.
#[derive(Debug, Clone, Queryable, Serialize)]
pub struct VerdictRow {
    /// Which revision.
    pub revision: i32,
    /// Approve, return or reject.
    pub verdict: Verdict,
    /// In words.
    pub comment: String,
    /// `[{field, text}]`.
    pub remarks: Value,
    /// Who.
    pub reviewer_id: Id,
    /// By name.
    pub reviewer_name: String,
    /// When.
    pub decided_at: Moment,
}
