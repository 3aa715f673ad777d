//! The filtered list, and the credit of a payer, as workbooks.

use actix_web::{HttpRequest, HttpResponse};

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::money::plain_yuan;
use crate::error::Error;
use crate::features::payments::model::{LIST, Payment, Source};
use crate::features::payments::service;
use crate::features::shell::export::Table;
use crate::platform::web::list::{ListSpec, Listing};

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

/// The credit of a payer is one page.
const CREDIT: ListSpec = ListSpec { filters: &[], sorts: &["number"], search: false };

const SOURCES: Table<(Source, String)> = Table {
    name: "payer-credit",
    action: "account.export",
    heads: &["field-payer", "payer-credit-source", "export-number", "export-amount-yuan", "export-left-yuan"],
    row: |(source, payer), words| {
        vec![
            payer.clone(),
            words.word("money-source", &source.kind),
            source.number.clone(),
            plain_yuan(source.amount_fen),
            plain_yuan(source.left_fen()),
        ]
    },
};

/// `GET /billing/accounts/{id}/credits/export.xlsx`: from what money a payer has credit.
///
/// # Errors
/// `NotFound` where the payer is missing or out of sight; `Invalid` naming each wrong key.
pub async fn credits_xlsx(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPayments)?;
    let payer = path_id(&request)?;
    SOURCES
        .xlsx(&page, &CREDIT, move |conn, _, _| {
            let name = service::payer(conn, &scope, payer)?;
            let sources = service::sources(conn, payer)?;
            let items = sources.into_iter().map(|source| (source, name.clone())).collect();
            Ok(Listing { items, next: None })
        })
        .await
}
