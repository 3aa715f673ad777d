//! Pre-sale reports 《售前报告》 (4.2, 8.3): what was looked at, found and proposed before a sale.

mod fields;
mod gates;

pub use fields::FIELDS;

use crate::domain::record_words::ServiceRecordKind;
use crate::features::service_records::{Actions, Form, bound};

bound!("/pre-sale-reports", "pre-sale report", "Pre-sale reports");

/// The form of a pre-sale report.
pub const FORM: Form = Form {
    kind: ServiceRecordKind::PreSaleReport,
    table: "pre_sale_report",
    path: "/pre-sale-reports",
    fields: FIELDS,
    sections: fields::SECTIONS,
    optional: &["assessment", "solution", "trial"],
    gates: gates::gates,
    actions: Actions {
        create: "pre_sale_report.create",
        edit: "pre_sale_report.edit",
        submit: "pre_sale_report.submit",
        withdraw: "pre_sale_report.withdraw",
        correct: "pre_sale_report.correct",
        discard: "pre_sale_report.discard",
        take: "pre_sale_report.take",
        release: "pre_sale_report.release",
        review: "pre_sale_report.review",
        export: "pre_sale_report.export",
    },
};
