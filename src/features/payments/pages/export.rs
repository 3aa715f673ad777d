//! The filtered list as a workbook.

use actix_web::HttpResponse;

use crate::access::{Action, Page};
use crate::domain::money::plain_yuan;
use crate::error::Error;
use crate::features::payments::model::{LIST, Payment};
use crate::features::payments::service;
use crate::features::shell::export::Table;

const TABLE: Table<Payment> = Table {
    name: "payments",
    action: "payment.export",
    heads: &[
        "payment-number",
        "field-payer",
        "field-payment-method",
        "field-payment-reference",
        "field-payment-received-on",
        "field-status",
        "export-amount-yuan",
        "export-left-yuan",
    ],
    row: |payment, words| {
        vec![
            payment.number.clone(),
            payment.payer_name.clone(),
            words.word("payment-method", payment.method.as_str()),
            payment.reference.clone(),
            payment.received_on.clone(),
            words.word("payment-status", payment.status.as_str()),
            plain_yuan(payment.amount_fen),
            plain_yuan(payment.left_fen),
        ]
    },
};

/// `GET /billing/payments/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPayments)?;
    TABLE.xlsx(&page, &LIST, move |conn, page, query| service::list(conn, &page.actor, &scope, query)).await
}
