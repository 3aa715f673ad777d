//! `/requests/{id}/escalate`: what the vendor would give and charge is shown first; only then is the request handed on.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::{Value, json};

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::request_flow::{self, Step};
use crate::domain::request_words::Holder;
use crate::domain::words::{Outcome, Payer};
use crate::error::Error;
use crate::features::policy::{self, Panel};
use crate::features::service_records::Judged;
use crate::features::shell::form::{Form, Typed};
use crate::features::{organisations, shell};
use crate::platform::db::{Conn, Id};
use crate::platform::fields::Field;
use crate::platform::web::flash::{self, Tone};

use super::super::model::Request;
use super::super::{rules, service};
use super::{HERE, desk, obstacle};

/// What is asked of whoever hands on.
const FIELDS: &[Field] =
    &[Field::long_text("tried", 4000).required().wide(), Field::long_text("reason", 2000).required().wide()];

#[derive(Serialize)]
struct EscalatePage {
    here: String,
    number: String,
    subject: String,
    version: i32,
    to: Option<Holder>,
    panel: Option<Panel>,
    /// What is shown, so that nobody agrees to anything else.
    shown: String,
    refused: bool,
    form: Form,
    obstacle: Option<String>,
}

/// What was decided, in a word that changes with it.
fn mark(judged: Option<&Judged>) -> String {
    let Some(judged) = judged else { return String::new() };
    let total = judged.decision.estimate.as_ref().map_or(0, |estimate| estimate.total_fen);
    format!("{}.{total}", judged.decision.outcome.as_str())
}

/// `GET /requests/{id}/escalate`.
///
/// # Errors
/// 403, 404, 409 where there is nobody to hand on to or the state does not allow it.
pub async fn ask(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::WorkOnRequests)?;
    render(&page, path_id(&request)?, 200, Typed::default(), None).await
}

/// `POST /requests/{id}/escalate`.
///
/// # Errors
/// 403, 404; what stands in the way is said on the page, with what was typed.
pub async fn escalate(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::WorkOnRequests)?;
    let id = path_id(&request)?;
    let mut typed = Typed::read(FIELDS, &page.form, None, page.services.settings.time_zone);
    let (faults, said) = (typed.faults.clone(), typed.body.clone());
    let outcome = page
        .write(move |conn, page| {
            let (_, judged) = service::ahead(conn, &desk(page), id)?;
            if !faults.is_empty() {
                return Err(Error::Invalid(faults.clone()));
            }
            if mark(judged.as_ref()) != page.field("_shown") {
                return Err(Error::Conflict("decision_changed"));
            }
            let mut body = said.clone();
            body.insert("to".into(), json!("escalated"));
            service::step(conn, &desk(page), (id, page.incoming.if_match), &Value::Object(body))
        })
        .await;
    let (status, obstacle) = match outcome {
        Ok(_) => return Ok(flash::redirect(&format!("{HERE}/{id}"), Tone::Good, "request-escalated")),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            (422, None)
        }
        Err(other) => obstacle(&page, other).map(|(status, words)| (status, Some(words)))?,
    };
    render(&page, id, status, typed, obstacle).await
}

async fn render(
    page: &Page,
    id: Id,
    status: u16,
    typed: Typed,
    obstacle: Option<String>,
) -> Result<HttpResponse, Error> {
    let data = page.read(move |conn, page| of(conn, page, id, &typed, obstacle.clone())).await?;
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let number = [("number", data.number.clone())];
    shell::render_as(page, status, "pages/requests/escalate.html", "title-request-escalate", &number, &data)
        .await
}

fn of(
    conn: &mut Conn,
    page: &Page,
    id: Id,
    typed: &Typed,
    obstacle: Option<String>,
) -> Result<EscalatePage, Error> {
    let (request, judged) = service::ahead(conn, &desk(page), id)?;
    // With a reason why it failed the page says so itself; without one there is nothing to ask for.
    if obstacle.is_none()
        && let Some(row) = request_flow::of_step(Step::Escalate)
    {
        rules::possible(&request, row, page.now)?;
    }
    let panel = judged.as_ref().map(|judged| panel(conn, page, &request, judged)).transpose()?;
    Ok(EscalatePage {
        here: format!("{HERE}/{id}"),
        to: request.holder.next(),
        shown: mark(judged.as_ref()),
        refused: judged.as_ref().is_some_and(|judged| judged.decision.outcome == Outcome::NotProvided),
        form: typed.form(("request_step", FIELDS), &Default::default(), &page.services, None, page.lang()),
        panel,
        obstacle,
        number: request.number,
        subject: request.subject,
        version: request.version,
    })
}

fn panel(conn: &mut Conn, page: &Page, request: &Request, judged: &Judged) -> Result<Panel, Error> {
    let (texts, lang) = (&page.services.texts, page.lang());
    let payer = match (judged.decision.payer, request.agent_id) {
        (Some(Payer::Agent), Some(agent)) => Some(organisations::name(conn, agent)?),
        (Some(_), _) => Some(request.customer_name.clone()),
        (None, _) => None,
    };
    let seen = policy::for_eyes_of(&page.actor, policy::explain(&judged.decision, texts, lang));
    Ok(seen.panel(request.customer_class, payer, texts, lang))
}
