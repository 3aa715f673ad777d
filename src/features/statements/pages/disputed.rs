//! `/reviews/disputed`: lines that payers dispute, and what a reviewer decides on each.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::statement_words::LineStatus;
use crate::error::Error;
use crate::features::shell;
use crate::features::shell::columns::{amounts, columns};
use crate::features::shell::list::ListFrame;
use crate::features::statements::answer::{ACCEPT, Step, UPHOLD, rule};
use crate::features::statements::disputes;
use crate::features::statements::model::{DISPUTED, Talk};
use crate::platform::db::{Id, Moment};
use crate::platform::web::filters;
use crate::platform::web::flash::{self, Tone};

use super::timeline::Event;
use super::{Refused, render};

const HERE: &str = "/reviews/disputed";

/// A row of the list: the line, and why it was disputed last.
#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    talk: Talk,
    why: String,
    disputed_at: Option<Moment>,
}

impl Row {
    fn of(talk: Talk) -> Self {
        let last = talk.disputed();
        let why = last.map(|said| said.text.clone()).unwrap_or_default();
        Row { why, disputed_at: last.map(|said| said.at), talk }
    }
}

#[derive(Serialize)]
struct OnePage {
    href: String,
    talk: Talk,
    said: Vec<Event>,
    may_decide: bool,
    refused: Option<Refused>,
}

/// `GET /reviews/disputed`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::ReviewRecords)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    // Whoever has waited longest comes first.
    let asked = filters::read_in(&DISPUTED, &page.incoming.query, "changed_at", texts, lang);
    let query = asked.query.clone();
    let found = page
        .read(move |conn, page| disputes::list(conn, &query, (&page.services.texts, page.lang())))
        .await?;
    let heads = [
        ("statement-line-what", None),
        ("field-payer", None),
        ("disputed-why", None),
        ("disputed-at", Some("changed_at")),
        ("field-status", None),
        ("statement-gross", None),
    ];
    let decided = [LineStatus::Disputed, LineStatus::Upheld, LineStatus::Accepted, LineStatus::Corrected];
    let statuses: Vec<(String, &str)> = decided
        .iter()
        .map(|status| (texts.word(lang, "line-status", status.as_str()), status.as_str()))
        .collect();
    let label = texts.text(lang, "field-status", &[]);
    let filters = vec![asked.group(HERE, label, "status", &statuses, texts, lang)];
    let columns = amounts(columns(&asked, HERE, &heads, texts, lang), &[5]);
    let list = ListFrame::new(asked, HERE, (filters, columns), &[], found.map(Row::of));
    shell::render(&page, "pages/statements/disputed.html", "title-disputed", &[], &list).await
}

/// `GET /reviews/disputed/{id}`.
///
/// # Errors
/// `NotFound` where nobody disputed it.
pub async fn show(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    show_one(&page, path_id(&request)?, None).await
}

/// `POST /reviews/disputed/{id}/uphold`: the line is right.
///
/// # Errors
/// `NotFound`, `Forbidden`; what stands in the way is said on its page.
pub async fn uphold(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    ruling(page, request, (UPHOLD, "line-upheld")).await
}

/// `POST /reviews/disputed/{id}/accept`: the record has to be corrected.
///
/// # Errors
/// As [`uphold`].
pub async fn accept(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    ruling(page, request, (ACCEPT, "line-accepted")).await
}

async fn ruling(
    page: Page,
    request: HttpRequest,
    (step, done): (Step, &'static str),
) -> Result<HttpResponse, Error> {
    page.may(Action::ReviewRecords)?;
    let id = path_id(&request)?;
    let taken = page
        .write(move |conn, page| {
            rule(conn, &page.actor, page.now, step, (id, page.incoming.if_match), &page.said("text"))
        })
        .await;
    match taken {
        Ok(_) => Ok(flash::redirect(&format!("{HERE}/{id}"), Tone::Good, done)),
        Err(fault) => show_one(&page, id, Some(Refused::of(&page, fault)?)).await,
    }
}

async fn show_one(page: &Page, id: Id, refused: Option<Refused>) -> Result<HttpResponse, Error> {
    page.may(Action::ReviewRecords)?;
    let talk = page
        .read(move |conn, page| disputes::one(conn, &page.actor, id, (&page.services.texts, page.lang())))
        .await?;
    let data = OnePage {
        href: format!("{HERE}/{id}"),
        said: talk.said.iter().map(|said| Event::of_line(said, page)).collect(),
        may_decide: talk.line.status == LineStatus::Disputed,
        refused,
        talk,
    };
    let args = [("number", data.talk.statement_number.clone()), ("line", data.talk.line.line.to_string())];
    render(page, data.refused.as_ref(), ("pages/statements/ruling.html", "title-disputed-line"), &args, &data)
        .await
}
