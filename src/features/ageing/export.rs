//! The ageing list as a workbook.

use actix_web::HttpResponse;

use crate::access::{Action, Page};
use crate::domain::money::plain_yuan;
use crate::error::Error;
use crate::features::shell::export::Table;

use super::model::{LIST, PayerAges, Terms};
use super::service;

const TABLE: Table<PayerAges> = Table {
    name: "ageing",
    action: "statement.export",
    heads: &[
        "field-payer",
        "ageing-not-due",
        "ageing-30-days",
        "ageing-60-days",
        "ageing-90-days",
        "ageing-older",
        "ageing-overdue",
        "ageing-open",
        "account-unallocated",
        "ageing-most-days",
    ],
    row: |payer, _| row(payer),
};

/// `GET /billing/ageing/export.xlsx`.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong key.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPayments)?;
    let find = move |conn: &mut _, page: &Page, query: &_| {
        let settings = &page.services.settings;
        let terms = Terms::at(page.now, settings.time_zone, settings.payment_term_days);
        Ok(service::list(conn, &scope, &terms, query)?.0)
    };
    TABLE.xlsx(&page, &LIST, find).await
}

fn row(payer: &PayerAges) -> Vec<String> {
    let ages = &payer.ages;
    let amounts = [
        ages.not_due_fen,
        ages.days_30_fen,
        ages.days_60_fen,
        ages.days_90_fen,
        ages.older_fen,
        ages.overdue_fen,
        ages.open_fen,
        payer.unallocated_fen,
    ];
    let amounts = amounts.into_iter().map(plain_yuan);
    [payer.payer_name.clone()].into_iter().chain(amounts).chain([payer.most_days.to_string()]).collect()
}
