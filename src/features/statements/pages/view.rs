//! One statement: what it comes to, its lines, what was paid, what happened; and the payer's word on the whole of it.

use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use serde::Serialize;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::capital_numerals::capital_numerals;
use crate::domain::statement_words::LineStatus;
use crate::error::Error;
use crate::features::contracts;
use crate::features::payments::{self, Allocation};
use crate::features::shell::columns::{amounts, columns};
use crate::features::shell::list::ListFrame;
use crate::features::statements::history;
use crate::features::statements::model::{Head, LINES, Line, Summary};
use crate::features::statements::{answer, service};
use crate::platform::db::Id;
use crate::platform::views::local_date;
use crate::platform::web::filters;
use crate::platform::web::flash::{self, Tone};
use crate::platform::web::list::ListQuery;

use super::timeline::Event;
use super::{HERE, Refused, render};

/// So many lines stand on a page.
const LINES_A_PAGE: i64 = 200;

#[derive(Serialize)]
struct DetailPage {
    statement: Summary,
    capital: String,
    due_on: NaiveDate,
    overdue_days: i64,
    #[serde(flatten)]
    list: ListFrame<Line>,
    allocations: Vec<Allocation>,
    contracts: Vec<Id>,
    events: Vec<Event>,
    may_confirm: bool,
    may_bill: bool,
    refused: Option<String>,
}

/// `GET /billing/statements/{id}`.
///
/// # Errors
/// `NotFound` where it is missing or somebody else's.
pub async fn view(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    show(&page, path_id(&request)?, None).await
}

/// `POST /billing/statements/{id}/confirm`: the whole of it.
///
/// # Errors
/// `NotFound`, `Forbidden`; what stands in the way is said on its page.
pub async fn confirm(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::AnswerStatements)?;
    let id = path_id(&request)?;
    let done = page
        .write(move |conn, page| {
            answer::confirm(conn, &page.actor, &scope, page.now, (id, page.incoming.if_match))
        })
        .await;
    match done {
        Ok(_) => Ok(flash::redirect(&format!("{HERE}/{id}"), Tone::Good, "statement-confirmed")),
        Err(fault) => show(&page, id, Some(Refused::of(&page, fault)?)).await,
    }
}

/// Shows a statement; with what was refused.
pub(super) async fn show(page: &Page, id: Id, refused: Option<Refused>) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewStatements)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    // A form that is shown again has no question to the list in its address.
    let asked = filters::read_in(&LINES, &page.incoming.query, "line", texts, lang);
    let query = ListQuery { limit: LINES_A_PAGE, ..asked.query.clone() };
    let (head, lines, allocations, events, contracts) = page
        .read(move |conn, page| {
            let around = (&*page.services.texts, page.lang());
            let (head, lines) = service::with_some_lines(conn, &scope, id, &query, around)?;
            let open = contracts::in_sight(
                conn,
                &page.actor,
                lines.items.iter().filter_map(|line| line.contract_id),
            )?;
            let allocations = payments::put_to_statement(conn, &page.actor, id)?;
            let events = history::of(conn, &page.actor, id)?;
            Ok((head, lines, allocations, events, open))
        })
        .await?;
    let here = format!("{HERE}/{id}");
    let word = |status: &&'static str| (texts.word(lang, "line-status", status), *status);
    let statuses: Vec<(String, &str)> = LineStatus::TEXTS.iter().map(word).collect();
    let label = texts.text(lang, "field-status", &[]);
    let filters = vec![asked.group(&here, label, "status", &statuses, texts, lang)];
    let heads = [
        ("statement-line-what", None),
        ("charge-quantity", None),
        ("field-status", None),
        ("statement-net", None),
        ("statement-gross", None),
    ];
    let columns = amounts(columns(&asked, &here, &heads, texts, lang), &[3, 4]);
    let due_on = head.due_on(&page.services.settings);
    let title = [("number", head.number.clone())];
    let data = DetailPage {
        capital: capital_numerals(head.gross_total_fen),
        due_on,
        overdue_days: overdue_days(page, &head, due_on),
        list: ListFrame::new(asked, &here, (filters, columns), &[], lines),
        allocations,
        contracts,
        events: events.into_iter().map(|event| Event::of_statement(event, page)).collect(),
        may_confirm: page.actor.can(Action::AnswerStatements)
            && !head.confirmed
            && head.disputed_lines + head.questioned_lines == 0,
        may_bill: page.actor.can(Action::RecordPayments),
        refused: refused.as_ref().map(|refused| refused.message.clone()),
        statement: head.into(),
    };
    render(page, refused.as_ref(), ("pages/statements/view.html", "title-statement"), &title, &data).await
}

/// For how many days it should have been paid; 0 where it is paid or not due.
fn overdue_days(page: &Page, head: &Head, due_on: NaiveDate) -> i64 {
    let days = (local_date(page.now.0, page.services.settings.time_zone) - due_on).num_days().max(0);
    if head.open_fen() > 0 { days } else { 0 }
}
