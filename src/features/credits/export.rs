//! The filtered list as a workbook.

use actix_web::HttpResponse;

use crate::access::{Action, Page};
use crate::domain::money::plain_yuan;
use crate::error::Error;
use crate::features::shell::export::Table;

use super::model::{Credit, LIST};
use super::service;

const TABLE: Table<Credit> = Table {
    name: "credits",
    action: "credit.export",
    heads: &[
        "export-number",
        "credit-origin",
        "field-credit-kind",
        "field-payer",
        "export-text",
        "field-status",
        "export-amount-yuan",
        "export-vat-percent",
        "credit-proposed",
        "export-proposed-by",
    ],
    row: |credit, words| {
        vec![
            credit.number.clone(),
            words.word("charge-origin", &credit.origin),
            credit.kind.as_deref().map(|kind| words.word("credit-kind", kind)).unwrap_or_default(),
            credit.payer_name.clone(),
            credit.text.clone(),
            words.word("credit-status", credit.status.as_str()),
            plain_yuan(credit.amount_fen),
            credit.vat_rate.to_string(),
            words.moment(credit.proposed_at),
            credit.proposed_by_name.clone(),
        ]
    },
};

/// `GET /billing/credits/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewCredits)?;
    TABLE.xlsx(&page, &LIST, move |conn, _, query| service::list(conn, &scope, query)).await
}
