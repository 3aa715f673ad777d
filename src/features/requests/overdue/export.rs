//! The list of overdue records as a workbook.

use actix_web::HttpResponse;

use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell::export::Table;

use super::{LIST, OverdueRecord};

const TABLE: Table<OverdueRecord> = Table {
    name: "overdue-records",
    action: "request.export",
    heads: &[
        "overdue-record-request",
        "export-title",
        "field-service-code",
        "field-customer",
        "overdue-record-owed-by",
        "export-taker-of-request",
        "overdue-record-ended",
        "overdue-record-since",
    ],
    row: |owed, words| {
        let vendor = || words.word("organisation-kind", "vendor");
        vec![
            owed.number.clone(),
            owed.subject.clone(),
            owed.service_code.clone(),
            owed.customer_name.clone(),
            owed.agent_name.clone().unwrap_or_else(vendor),
            owed.assignee_name.clone(),
            words.moment(owed.resolved_at),
            words.moment(owed.due_at),
        ]
    },
};

/// `GET /overdue-records/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewOverdueRecords)?;
    TABLE
        .xlsx(&page, &LIST, move |conn, page, query| super::list(conn, &page.actor, &scope, query, page.now))
        .await
}
