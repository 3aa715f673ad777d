//! Fault records 《产品故障记录表》 (4.3, 8.3): what went wrong with a product and what was done about it.

mod fields;
mod gates;

pub use fields::FIELDS;

use crate::domain::record_words::ServiceRecordKind;
use crate::features::service_records::{Actions, Form, bound};

bound!("/fault-records", "fault record", "Fault records");

/// The form of a fault record.
pub const FORM: Form = Form {
    kind: ServiceRecordKind::FaultRecord,
    table: "fault_record",
    path: "/fault-records",
    fields: FIELDS,
    sections: fields::SECTIONS,
    optional: &["remote", "onsite"],
    gates: gates::gates,
    actions: Actions {
        create: "fault_record.create",
        edit: "fault_record.edit",
        submit: "fault_record.submit",
        withdraw: "fault_record.withdraw",
        correct: "fault_record.correct",
        discard: "fault_record.discard",
        take: "fault_record.take",
        release: "fault_record.release",
        review: "fault_record.review",
        export: "fault_record.export",
    },
};
