//! The filtered list of a kind of record as a workbook.

use actix_web::HttpResponse;

use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell::export::Table;

use super::super::form::Form;
use super::super::service;
use super::super::{LIST, RecordRow};

/// The list of the kind of record of `form`.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn xlsx(page: Page, form: &'static Form) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewRecords)?;
    let table: Table<RecordRow> = Table {
        name: &form.path[1..],
        action: form.actions.export,
        heads: HEADS,
        row: |record, words| {
            vec![
                record.number.clone(),
                record.title.clone(),
                words.word("status", record.status.as_str()),
                record.customer_name.clone(),
                record.customer_class.map(|class| words.word("class", class.as_str())).unwrap_or_default(),
                record.service_code.clone().unwrap_or_default(),
                words.yes(record.escalated),
                record.author_name.clone(),
                record.organisation_name.clone(),
                words.moment(record.reported_at),
                words.moment(record.submitted_at),
            ]
        },
    };
    let find = move |conn: &mut _, page: &Page, query: &_| {
        let rows = service::page(conn, &scope, form.kind, query)?;
        Ok(rows.map(|row| RecordRow::new(row, &page.actor, &scope, page.now)))
    };
    table.xlsx(&page, &LIST, find).await
}

const HEADS: &[&str] = &[
    "export-number",
    "export-title",
    "field-status",
    "field-customer",
    "field-class",
    "field-service-code",
    "record-escalated",
    "records-author",
    "field-organisation-id",
    "records-reported-at",
    "export-submitted",
];
