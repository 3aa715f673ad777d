//! `/billing/statement-runs`: a whole month at once, and how far it is. Without JavaScript the page is loaded again.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::json;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::charges;
use crate::features::shell::columns::{amounts, columns};
use crate::features::shell::list::ListFrame;
use crate::features::statements::run::{self, LIST, Run};
use crate::platform::views::month_before;
use crate::platform::web::filters;
use crate::platform::web::flash::{self, Tone};

use super::{Refused, render};

const HERE: &str = "/billing/statement-runs";

#[derive(Serialize)]
struct ListPage {
    #[serde(flatten)]
    list: ListFrame<Run>,
    month: String,
    waiting: i64,
    refused: Option<Refused>,
}

#[derive(Serialize)]
struct RunPage {
    run: Run,
    /// Of a hundred.
    percent: i64,
    seconds: i64,
}

/// `GET /billing/statement-runs`; `?month=` names the month to begin with.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    show_list(&page, None).await
}

/// `POST /billing/statement-runs`.
///
/// # Errors
/// `Forbidden`; a month with nothing to bill, or with a run that goes on, shows the page again.
pub async fn start(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::IssueStatements)?;
    let started = page
        .write(move |conn, page| {
            run::start(conn, &page.actor, page.now, &json!({ "month": page.field("month").trim() }))
        })
        .await;
    match started {
        Ok(run) => Ok(flash::redirect(&format!("{HERE}/{}", run.id), Tone::Good, "run-started")),
        Err(fault) => show_list(&page, Some(Refused::of(&page, fault)?)).await,
    }
}

/// `GET /billing/statement-runs/{id}`.
///
/// # Errors
/// `NotFound`.
pub async fn show(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::IssueStatements)?;
    let id = path_id(&request)?;
    let run = page.read(move |conn, _| run::show(conn, id)).await?;
    let end = run.ended_at.unwrap_or(page.now);
    let of = run.charges_at_start.max(run.charges_done).max(1);
    let percent = if run.ended_at.is_some() { 100 } else { run.charges_done * 100 / of };
    let data = RunPage { percent, seconds: (end.0 - run.started_at.0).num_seconds().max(0), run };
    let month = [("month", data.run.month.clone())];
    render(&page, None, ("pages/statements/run.html", "title-statement-run"), &month, &data).await
}

async fn show_list(page: &Page, refused: Option<Refused>) -> Result<HttpResponse, Error> {
    page.may(Action::IssueStatements)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    // The month to begin with is no filter of the list.
    let own: Vec<_> = page.incoming.query.iter().filter(|(key, _)| key != "month").cloned().collect();
    let asked = filters::read(&LIST, &own, texts, lang);
    let typed = [page.field("month"), page.query("month")].into_iter().find(|month| !month.is_empty());
    let month =
        typed.map_or_else(|| month_before(page.now.0, page.services.settings.time_zone), str::to_string);
    let (query, wanted) = (asked.query.clone(), month.clone());
    let (found, waiting) =
        page.read(move |conn, _| Ok((run::list(conn, &query)?, charges::month_has(conn, &wanted)?))).await?;
    let heads = [
        ("statement-month", None),
        ("run-started", Some("started_at")),
        ("run-by", None),
        ("run-state", None),
        ("run-statements", None),
        ("run-charges", None),
    ];
    let columns = amounts(columns(&asked, HERE, &heads, texts, lang), &[4, 5]);
    let list = ListFrame::new(asked, HERE, (vec![], columns), &[], found);
    let data = ListPage { list, month, waiting, refused };
    render(page, data.refused.as_ref(), ("pages/statements/runs.html", "title-statement-runs"), &[], &data)
        .await
}
