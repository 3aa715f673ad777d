//! The filtered list as a workbook.

use actix_web::HttpResponse;

use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell::export::Table;

use super::model::{LIST, Request};
use super::service;

const TABLE: Table<Request> = Table {
    name: "requests",
    action: "request.export",
    heads: &[
        "export-number",
        "field-subject",
        "requests-filter-kind",
        "field-status",
        "requests-filter-severity",
        "field-customer",
        "field-class",
        "field-service-code",
        "requests-assignee",
        "requests-reported",
        "requests-due",
        "request-resolved-at",
    ],
    row: |request, words| {
        vec![
            request.number.clone(),
            request.subject.clone(),
            words.word("request-kind", request.kind.as_str()),
            words.word("request-status", request.status.as_str()),
            request.severity.map(|severity| severity.to_string()).unwrap_or_default(),
            request.customer_name.clone(),
            words.word("class", request.customer_class.as_str()),
            request.service_code.clone(),
            request.assignee_name.clone(),
            words.moment(request.reported_at),
            words.moment(request.next_due_at),
            words.moment(request.resolved_at),
        ]
    },
};

/// `GET /requests/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewRequests)?;
    TABLE
        .xlsx(&page, &LIST, move |conn, page, query| {
            service::page(conn, &page.actor, &page.services, &scope, query, page.now)
        })
        .await
}
