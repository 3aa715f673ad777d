//! The list of accounts, and the entries of one, as workbooks.

use actix_web::{HttpRequest, HttpResponse};

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::money::plain_yuan;
use crate::error::Error;
use crate::features::shell::export::Table;

use super::model::{ACCOUNTS, ENTRIES, Line, PayerAccount};
use super::service;

const TABLE: Table<PayerAccount> = Table {
    name: "accounts",
    action: "account.export",
    heads: &["field-payer", "export-receivable-yuan", "export-unallocated-yuan", "export-balance-yuan"],
    row: |account, _| {
        vec![
            account.payer_name.clone(),
            plain_yuan(account.balances.receivable_fen),
            plain_yuan(account.balances.unallocated_fen),
            plain_yuan(account.balances.balance_fen),
        ]
    },
};

/// `GET /billing/accounts/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewAccounts)?;
    TABLE.xlsx(&page, &ACCOUNTS, move |conn, _, query| service::list(conn, &scope, query)).await
}

const LINES: Table<Line> = Table {
    name: "entries",
    action: "account.export",
    heads: &["account-at", "account-entry", "export-number", "account-name", "export-amount-yuan"],
    row: |line, words| {
        vec![
            words.moment(line.at),
            words.word("entry-kind", line.kind.as_str()),
            line.number.clone(),
            words.word("account", line.account.as_str()),
            plain_yuan(line.amount_fen),
        ]
    },
};

/// `GET /billing/accounts/{id}/export.xlsx`: what moved the account.
///
/// # Errors
/// `NotFound` where the payer has no account or is out of sight; `Invalid` naming each wrong filter.
pub async fn entries(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewAccounts)?;
    let payer = path_id(&request)?;
    let find = move |conn: &mut _, page: &Page, query: &_| {
        service::show(conn, &scope, payer)?;
        service::lines(conn, &page.actor, &scope, payer, query)
    };
    LINES.xlsx(&page, &ENTRIES, find).await
}
