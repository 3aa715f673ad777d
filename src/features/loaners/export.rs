//! The filtered list as a workbook.

use actix_web::HttpResponse;

use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell::export::Table;

use super::model::{LIST, LoanerView};
use super::pages::desk;
use super::service;

const TABLE: Table<LoanerView> = Table {
    name: "loaners",
    action: "loaner.export",
    heads: &[
        "loaner-number",
        "field-customer",
        "loaner-device",
        "loaner-standing-in",
        "field-model",
        "loaner-state",
        "field-loaner-due-on",
        "loaner-lent-on",
        "loaner-device-back-on",
        "loaner-loaner-back-on",
    ],
    row: |view, words| {
        let loaner = &view.loaner;
        let day = |day: &Option<String>| day.clone().unwrap_or_default();
        vec![
            loaner.number.clone(),
            view.customer_name.clone(),
            loaner.product_serial.clone(),
            loaner.loaner_serial.clone(),
            loaner.loaner_model.clone(),
            words.word("loaner-state", &loaner.state),
            day(&loaner.due_on),
            day(&loaner.lent_on),
            day(&loaner.device_back_on),
            day(&loaner.loaner_back_on),
        ]
    },
};

/// `GET /loaners/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewProducts)?;
    TABLE.xlsx(&page, &LIST, move |conn, page, query| service::list(conn, &desk(page), &scope, query)).await
}
