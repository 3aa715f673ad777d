//! `/billing/statements`, their lines, runs over a month, and the reviewer's desk for disputed lines (8.4). Each works
//! without JavaScript.

mod disputed;
mod export;
mod issue;
mod line;
mod paper;
mod run;
mod timeline;
mod view;

pub use disputed::{accept, list as disputed, show as disputed_one, uphold};
pub use export::{disputed as export_disputed, runs as export_runs, xlsx as export};
pub use issue::{create, new};
pub use line::{answer, confirm as confirm_line, dispute, question, show as line};
pub use paper::{pdf, xlsx};
pub use run::{list as runs, show as run, start as start_run};
pub use view::{confirm, view};

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;

use crate::access::{Action, Page};
use crate::domain::statement_words::StatementStatus;
use crate::error::Error;
use crate::features::shell;
use crate::features::shell::columns::{amounts, columns};
use crate::features::shell::list::ListFrame;
use crate::platform::fields;
use crate::platform::web::filters;

use super::model::{LIST, Summary};
use super::service;

const HERE: &str = "/billing/statements";

#[derive(Serialize)]
struct ListPage {
    #[serde(flatten)]
    list: ListFrame<Summary>,
    month: Option<String>,
    may_issue: bool,
    internal: bool,
}

/// `GET /billing/statements`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewStatements)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&LIST, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let found = page.read(move |conn, _| service::list(conn, &scope, &query)).await?;
    let heads = [
        ("statement-number", None),
        ("field-payer", None),
        ("statement-month", None),
        ("statement-issued-at", Some("issued_at")),
        ("field-status", None),
        ("statement-gross", None),
        ("statement-open", None),
    ];
    let word = |status: &&'static str| (texts.word(lang, "statement-status", status), *status);
    let statuses: Vec<(String, &str)> = StatementStatus::TEXTS.iter().map(word).collect();
    let label = |key: &str| texts.text(lang, key, &[]);
    let asks = [(label("statements-questioned"), "true")];
    let filters = vec![
        asked.group(HERE, label("field-status"), "status", &statuses, texts, lang),
        asked.group(HERE, label("statements-questions"), "questioned", &asks, texts, lang),
    ];
    let columns = amounts(columns(&asked, HERE, &heads, texts, lang), &[5, 6]);
    let data = ListPage {
        month: asked.query.filter("month").map(str::to_string),
        list: ListFrame::new(asked, HERE, (filters, columns), &["q", "month"], found),
        may_issue: page.actor.can(Action::IssueStatements),
        internal: page.actor.is_vendor(),
    };
    shell::render(&page, "pages/statements/list.html", "title-statements", &[], &data).await
}

/// What was typed and refused, with the reason in words.
#[derive(Debug, Clone, Serialize)]
struct Refused {
    text: String,
    message: String,
    /// Whether it is the text that is wrong.
    of_text: bool,
    #[serde(skip)]
    status: StatusCode,
}

impl Refused {
    /// Of what is shown again on its page; anything else is the caller's.
    fn of(page: &Page, fault: Error) -> Result<Self, Error> {
        let (texts, lang) = (&page.services.texts, page.lang());
        let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
        let message = match &fault {
            Error::Invalid(faults) => {
                let all = faults.iter().map(|fault| fields::message("statement", fault, &translate));
                all.collect::<Vec<_>>().join(" ")
            }
            Error::Conflict(code) | Error::Lacking(code) => {
                texts.text(lang, &format!("problem-detail-{}", code.replace('_', "-")), &[])
            }
            Error::Stale | Error::PreconditionRequired => texts.text(lang, "flash-stale", &[]),
            _ => return Err(fault),
        };
        let text = page.field("text").to_string();
        let status = fault.status_code();
        Ok(Refused { text, message, of_text: matches!(fault, Error::Invalid(_)), status })
    }
}

/// Renders a page, again where something was refused.
async fn render(
    page: &Page,
    refused: Option<&Refused>,
    (template, title): (&'static str, &str),
    args: &[(&str, String)],
    data: &impl Serialize,
) -> Result<HttpResponse, Error> {
    let status = refused.map_or(StatusCode::OK, |refused| refused.status);
    shell::render_as(page, status, template, title, args, data).await
}
