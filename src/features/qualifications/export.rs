//! The filtered register as a workbook.

use actix_web::HttpResponse;

use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell::export::Table;

use super::model::{LIST, Qualification};
use super::service;

const TABLE: Table<Qualification> = Table {
    name: "qualifications",
    action: "qualification.export",
    heads: &[
        "field-qualification-user-id",
        "field-organisation-id",
        "field-certificate-number",
        "export-scope",
        "field-passed-on",
        "field-valid-until",
        "qualification-valid",
    ],
    row: |one, words| {
        vec![
            one.user_name.clone(),
            one.organisation_name.clone(),
            one.certificate_number.clone(),
            one.scope.clone(),
            one.passed_on.clone(),
            one.valid_until.clone(),
            words.yes(one.valid),
        ]
    },
};

/// `GET /qualifications/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewQualifications)?;
    TABLE
        .xlsx(&page, &LIST, move |conn, page, query| {
            service::list(conn, &page.services, &scope, query, page.now)
        })
        .await
}
