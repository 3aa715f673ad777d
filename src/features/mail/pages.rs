//! `/admin/mail`: what waits, what was given up and why, and trying again.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell;
use crate::platform::db::{Id, Moment};
use crate::platform::mail::outbox::{LIST, Queued};
use crate::platform::web::filters::{self, FilterGroup};
use crate::platform::web::flash::{self, Tone};

use super::service;

const HERE: &str = "/admin/mail";

#[derive(Serialize)]
struct Row {
    id: Id,
    name: String,
    address: String,
    message: String,
    number: String,
    state: &'static str,
    created_at: Moment,
    sent_at: Option<Moment>,
    next_try_at: Option<Moment>,
    tries: i32,
    reason: Option<String>,
    may_retry: bool,
}

#[derive(Serialize)]
struct QueuePage {
    filters: Vec<FilterGroup>,
    faults: Vec<String>,
    connected: bool,
    demo_folder: bool,
    waiting: i64,
    failed: i64,
    rows: Vec<Row>,
    next_href: Option<String>,
    first_href: Option<String>,
}

/// `GET /admin/mail`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManageMail)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&LIST, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let found = page.read(move |conn, _| service::overview(conn, &scope, &query)).await?;
    let words = |state: &str| texts.word(lang, "mail-state", state);
    let states = [(words("waiting"), "waiting"), (words("failed"), "failed"), (words("sent"), "sent")];
    let label = texts.text(lang, "mail-state", &[]);
    let data = QueuePage {
        filters: vec![asked.group(HERE, label, "state", &states, texts, lang)],
        connected: page.services.mailer.is_connected(),
        demo_folder: page.services.mailer.folder().is_some(),
        waiting: found.waiting,
        failed: found.failed,
        next_href: found.mails.next.as_ref().map(|after| asked.href(HERE, &[("after", Some(after))])),
        first_href: asked.query.after.as_ref().map(|_| asked.href(HERE, &[])),
        rows: found.mails.items.into_iter().map(|mail| row(&page, mail)).collect(),
        faults: asked.faults,
    };
    shell::render(&page, "pages/mail/queue.html", "title-mail", &[], &data).await
}

fn row(page: &Page, mail: Queued) -> Row {
    let state = match (mail.sent_at, mail.failed_at) {
        (Some(_), _) => "sent",
        (None, Some(_)) => "failed",
        (None, None) => "waiting",
    };
    let (texts, lang) = (&page.services.texts, page.lang());
    // What a server said is in its own words; our own reasons are keys.
    let reason = mail.last_error.map(|said| match said.as_str() {
        "expired" | "template" | "interrupted" => texts.word(lang, "mail-reason", &said),
        _ => said,
    });
    Row {
        id: mail.id,
        number: mail.params.get("number").and_then(serde_json::Value::as_str).unwrap_or("").to_string(),
        may_retry: state != "sent" && (mail.params.get("sealed").is_none() || mail.good_until > page.now),
        next_try_at: (state == "waiting").then_some(mail.next_try_at),
        state,
        name: mail.name,
        address: mail.address,
        message: mail.message,
        created_at: mail.created_at,
        sent_at: mail.sent_at,
        tries: mail.tries,
        reason,
    }
}

/// `POST /admin/mail/{id}/retry`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn retry(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManageMail)?;
    let id = path_id(&request)?;
    let done = page.write(move |conn, page| service::retry(conn, &page.actor, &scope, id, page.now)).await;
    match done {
        Ok(()) => Ok(flash::redirect(HERE, Tone::Good, "mail-retry")),
        Err(Error::Conflict("mail_was_sent")) => Ok(flash::redirect(HERE, Tone::Attention, "mail-was-sent")),
        Err(Error::Conflict(_)) => Ok(flash::redirect(HERE, Tone::Attention, "mail-is-of-no-use")),
        Err(other) => Err(other),
    }
}
