//! What makes one kind of record different from another: its fields, its codes and its gates.

use serde_json::{Map, Value};

use crate::domain::record_words::ServiceRecordKind;
use crate::domain::words::Delivery;
use crate::platform::db::Moment;
use crate::platform::fields::{Field, FieldFault, Section};

/// What a gate looks at besides the content.
#[derive(Debug, Clone, Copy)]
pub struct GateInput<'a> {
    /// The content, checked and complete.
    pub content: &'a Map<String, Value>,
    /// Whether the work was on site.
    pub delivery: Delivery,
    /// The moment of submission.
    pub now: Moment,
}

/// One kind of service record.
#[derive(Debug)]
pub struct Form {
    /// Which kind.
    pub kind: ServiceRecordKind,
    /// The name of its table of fields in text keys.
    pub table: &'static str,
    /// The address of its pages and, below `/api/v1`, of its calls.
    pub path: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
    /// How its form is divided.
    pub sections: &'static [Section],
    /// The sections that are folded while they say nothing and the work is not on site.
    pub optional: &'static [&'static str],
    /// What must hold before it can be submitted, beyond required fields.
    pub gates: fn(&GateInput<'_>) -> Vec<FieldFault>,
    /// Audit names of its use-cases: create, edit, submit, withdraw, correct, discard, review.
    pub actions: Actions,
}

/// The audit names of a kind's use-cases.
#[derive(Debug)]
pub struct Actions {
    /// A new draft.
    pub create: &'static str,
    /// A changed draft.
    pub edit: &'static str,
    /// A revision sent in.
    pub submit: &'static str,
    /// A revision taken back.
    pub withdraw: &'static str,
    /// A correction begun.
    pub correct: &'static str,
    /// A correction given up.
    pub discard: &'static str,
    /// A record taken by a reviewer.
    pub take: &'static str,
    /// A record given back by a reviewer.
    pub release: &'static str,
    /// A verdict.
    pub review: &'static str,
    /// The list taken as a file.
    pub export: &'static str,
}
