//! The filtered list as a workbook.

use actix_web::HttpResponse;

use crate::access::{Action, Page};
use crate::domain::money::plain_yuan;
use crate::error::Error;
use crate::features::shell::export::Table;

use super::model::{Charge, LIST};
use super::service;

const TABLE: Table<Charge> = Table {
    name: "charges",
    action: "charge.export",
    heads: &[
        "export-number",
        "export-revision",
        "field-payer",
        "field-customer",
        "field-service-code",
        "field-component",
        "field-status",
        "field-month",
        "export-amount-yuan",
        "export-list-yuan",
        "export-vat-percent",
        "charges-created",
        "export-text",
    ],
    row: |charge, words| {
        vec![
            charge.number.clone(),
            charge.revision.to_string(),
            charge.payer_name.clone(),
            charge.customer_name.clone(),
            charge.service_code.clone(),
            words.word("component", charge.component.as_str()),
            words.word("charge-status", charge.status.as_str()),
            charge.month.clone().unwrap_or_default(),
            plain_yuan(charge.amount_fen),
            plain_yuan(charge.list_fen),
            charge.vat_rate.to_string(),
            words.moment(charge.created_at),
            charge.text.clone(),
        ]
    },
};

/// `GET /billing/charges/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewCharges)?;
    TABLE.xlsx(&page, &LIST, move |conn, _, query| service::list(conn, &scope, query)).await
}
