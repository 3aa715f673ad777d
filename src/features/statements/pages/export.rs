//! The filtered lists as workbooks.

use actix_web::HttpResponse;

use crate::access::{Action, Page};
use crate::domain::money::plain_yuan;
use crate::error::Error;
use crate::features::shell::export::Table;
use crate::features::statements::model::{DISPUTED, LIST, Summary, Talk};
use crate::features::statements::run::{self, Run};
use crate::features::statements::{disputes, service};

const TABLE: Table<Summary> = Table {
    name: "statements",
    action: "statement.export",
    heads: &[
        "statement-number",
        "field-payer",
        "statement-month",
        "statement-issued-at",
        "field-status",
        "statement-line-count",
        "export-net-yuan",
        "export-vat-yuan",
        "export-gross-yuan",
        "export-paid-yuan",
        "export-open-yuan",
    ],
    row: |summary, words| {
        let head = &summary.head;
        vec![
            head.number.clone(),
            head.payer_name.clone(),
            head.month.clone(),
            words.moment(head.issued_at),
            words.word("statement-status", head.status.as_str()),
            head.line_count.to_string(),
            plain_yuan(head.net_total_fen),
            plain_yuan(head.vat_total_fen),
            plain_yuan(head.gross_total_fen),
            plain_yuan(head.allocated_fen),
            plain_yuan(summary.open_fen),
        ]
    },
};

const DISPUTES: Table<Talk> = Table {
    name: "disputed-lines",
    action: "statement.export",
    heads: &[
        "statement-number",
        "paper-statement-line",
        "field-payer",
        "statement-line-what",
        "paper-statement-record",
        "disputed-why",
        "disputed-at",
        "field-status",
        "export-gross-yuan",
    ],
    row: |talk, words| {
        let disputed = talk.disputed();
        vec![
            talk.statement_number.clone(),
            talk.line.line.to_string(),
            talk.payer_name.clone(),
            talk.line.text.clone(),
            talk.line.number.clone(),
            disputed.map(|said| said.text.clone()).unwrap_or_default(),
            words.moment(disputed.map(|said| said.at)),
            words.word("line-status", talk.line.status.as_str()),
            plain_yuan(talk.line.gross_fen),
        ]
    },
};

const RUNS: Table<Run> = Table {
    name: "statement-runs",
    action: "statement.export",
    heads: &[
        "statement-month",
        "run-started",
        "run-by",
        "run-state",
        "run-statements",
        "run-charges",
        "run-waited",
        "run-ended",
    ],
    row: |run, words| {
        let outcome = run.outcome.map_or("going", |outcome| outcome.as_str());
        vec![
            run.month.clone(),
            words.moment(run.started_at),
            run.started_by_name.clone(),
            words.word("run-outcome", outcome),
            run.statements_done.to_string(),
            run.charges_done.to_string(),
            run.charges_at_start.to_string(),
            words.moment(run.ended_at),
        ]
    },
};

/// `GET /billing/statement-runs/export.xlsx`.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong key.
pub async fn runs(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::IssueStatements)?;
    RUNS.xlsx(&page, &run::LIST, |conn, _, query| run::list(conn, query)).await
}

/// `GET /billing/statements/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewStatements)?;
    TABLE.xlsx(&page, &LIST, move |conn, _, query| service::list(conn, &scope, query)).await
}

/// `GET /reviews/disputed/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn disputed(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::ReviewRecords)?;
    let find = |conn: &mut _, page: &Page, query: &_| {
        disputes::list(conn, query, (&page.services.texts, page.lang()))
    };
    DISPUTES.xlsx(&page, &DISPUTED, find).await
}
