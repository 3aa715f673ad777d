//! One line of a statement, by its charge: the payer confirms it, asks about it or disputes it, and billing answers.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::json;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::statement_words::LineStatus;
use crate::error::Error;
use crate::features::contracts;
use crate::features::statements::answer::{ANSWER, CONFIRM, DISPUTE, QUESTION, Step};
use crate::features::statements::disputes;
use crate::features::statements::model::Talk;
use crate::platform::db::Id;
use crate::platform::web::flash::{self, Tone};

use super::timeline::Event;
use super::{Refused, render};

#[derive(Serialize)]
struct LinePage {
    href: String,
    talk: Talk,
    said: Vec<Event>,
    may_confirm: bool,
    may_question: bool,
    may_dispute: bool,
    may_answer: bool,
    to_bill: bool,
    contracts: Vec<Id>,
    refused: Option<Refused>,
}

/// `GET /billing/statement-lines/{id}`.
///
/// # Errors
/// `NotFound` where it is missing or somebody else's.
pub async fn show(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    show_line(&page, path_id(&request)?, None).await
}

/// `POST /billing/statement-lines/{id}/confirm`.
///
/// # Errors
/// `NotFound`, `Forbidden`; what stands in the way is said on its page.
pub async fn confirm(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, Action::AnswerStatements, (CONFIRM, "line-confirmed")).await
}

/// `POST /billing/statement-lines/{id}/question`.
///
/// # Errors
/// As [`confirm`].
pub async fn question(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, Action::AnswerStatements, (QUESTION, "line-questioned")).await
}

/// `POST /billing/statement-lines/{id}/dispute`.
///
/// # Errors
/// As [`confirm`].
pub async fn dispute(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, Action::AnswerStatements, (DISPUTE, "line-disputed")).await
}

/// `POST /billing/statement-lines/{id}/answer`.
///
/// # Errors
/// As [`confirm`].
pub async fn answer(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    step(page, request, Action::IssueStatements, (ANSWER, "line-answered")).await
}

async fn step(
    page: Page,
    request: HttpRequest,
    action: Action,
    (step, done): (Step, &'static str),
) -> Result<HttpResponse, Error> {
    let scope = page.may(action)?;
    let id = path_id(&request)?;
    let taken = page
        .write(move |conn, page| {
            let body = if step == CONFIRM { json!({}) } else { page.said("text") };
            let target = (id, page.incoming.if_match);
            step.take(conn, &page.actor, &scope, page.now, target, &body)
        })
        .await;
    match taken {
        Ok(_) => Ok(flash::redirect(&format!("/billing/statement-lines/{id}"), Tone::Good, done)),
        Err(fault) => show_line(&page, id, Some(Refused::of(&page, fault)?)).await,
    }
}

async fn show_line(page: &Page, id: Id, refused: Option<Refused>) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewStatements)?;
    let (talk, contracts) = page
        .read(move |conn, page| {
            let around = (&*page.services.texts, page.lang());
            let talk = disputes::show(conn, &page.actor, &scope, id, around)?;
            let contracts = contracts::in_sight(conn, &page.actor, talk.line.contract_id)?;
            Ok((talk, contracts))
        })
        .await?;
    let (pays, bills) = (page.actor.can(Action::AnswerStatements), page.actor.can(Action::IssueStatements));
    let stands = |step: Step| step.fits(talk.line.status);
    let data = LinePage {
        href: format!("/billing/statement-lines/{id}"),
        said: talk.said.iter().map(|said| Event::of_line(said, page)).collect(),
        may_confirm: pays && stands(CONFIRM),
        may_question: pays && stands(QUESTION),
        may_dispute: pays && stands(DISPUTE),
        may_answer: bills && stands(ANSWER),
        to_bill: page.actor.can(Action::ConfirmCharges)
            && talk.line.status == LineStatus::Accepted
            && talk.line.record_id.is_none(),
        contracts,
        refused,
        talk,
    };
    let args = [("number", data.talk.statement_number.clone()), ("line", data.talk.line.line.to_string())];
    render(page, data.refused.as_ref(), ("pages/statements/line.html", "title-statement-line"), &args, &data)
        .await
}
