//! What is done on the page of a request: steps, messages, notes, promises, giving it to somebody. Whatever stands in the
//! way shows the page again with what was typed.

use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;

use crate::access::call::{path_id, upload};
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::attachments::Incoming;
use crate::features::shell::form::Typed;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::Field;
use crate::platform::web::flash::{self, Tone};

use super::super::files;
use super::super::model::Request;
use super::super::service::{self, ASSIGNMENT, NOTE, PROMISE, REMEDY, SAY, SAY_WITH_FILES, TRANSITION};
use super::enclosed::{self, Sent};
use super::show::{Said, render};
use super::{HERE, desk, obstacle};

/// A use-case with the body that was typed.
type Change = fn(&mut Conn, &Page, Id, &Value, &[Incoming]) -> Result<Request, Error>;

struct Form {
    name: &'static str,
    table: &'static [Field],
    action: Action,
    change: Change,
}

async fn act(
    page: Page,
    request: HttpRequest,
    form: Form,
    done: &'static str,
) -> Result<HttpResponse, Error> {
    page.may(form.action)?;
    let id = path_id(&request)?;
    with_files(&page, id, form, Sent::default(), done).await
}

async fn with_files(
    page: &Page,
    id: Id,
    form: Form,
    mut sent: Sent,
    done: &'static str,
) -> Result<HttpResponse, Error> {
    let mut typed = Typed::read(form.table, &page.form, None, page.services.settings.time_zone);
    let outcome = attempt(page, id, &form, &typed, &mut sent).await.map_err(enclosed::as_fault);
    let (status, obstacle) = match outcome {
        Ok(_) => return Ok(flash::redirect(&format!("{HERE}/{id}"), Tone::Good, done)),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            (422, None)
        }
        Err(other) => obstacle(page, other).map(|(status, words)| (status, Some(words)))?,
    };
    let enclosed = sent.again(page, &typed.faults);
    render(page, id, status, Said { form: form.name, typed, obstacle, enclosed }).await
}

async fn attempt(page: &Page, id: Id, form: &Form, typed: &Typed, sent: &mut Sent) -> Result<Request, Error> {
    if !typed.faults.is_empty() {
        // What cannot be seen is missing, whatever was typed.
        page.read(move |conn, page| service::request(conn, &page.actor, id)).await?;
        return Err(Error::Invalid(typed.faults.clone()));
    }
    let files = if sent.any() {
        page.read(move |conn, page| files::check_place(conn, &desk(page), id)).await?;
        sent.keep(page).await?
    } else {
        vec![]
    };
    let (body, change) = (Value::Object(typed.body.clone()), form.change);
    page.write(move |conn, page| change(conn, page, id, &body, &files)).await
}

/// `POST /requests/{id}/step`.
///
/// # Errors
/// 403, 404; what stands in the way is said on the page.
pub async fn step(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let form = Form {
        name: "step",
        table: TRANSITION,
        action: Action::WorkOnRequests,
        change: |conn, page, id, body, _| {
            service::step(conn, &desk(page), (id, page.incoming.if_match), body)
        },
    };
    act(page, request, form, "request-moved").await
}

/// `POST /requests/{id}/messages`, with files or without.
///
/// # Errors
/// As [`step`].
pub async fn message(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Error> {
    let (page, unread) = upload::form(&request, payload).await?;
    page.may(Action::WorkOnRequests)?;
    let id = path_id(&request)?;
    page.read(move |conn, page| service::request(conn, &page.actor, id)).await?;
    let (page, sent) = enclosed::receive(page, unread).await?;
    let form = Form {
        name: "message",
        table: if sent.any() { SAY_WITH_FILES } else { SAY },
        action: Action::WorkOnRequests,
        change: |conn, page, id, body, files| {
            service::message_with(conn, &desk(page), id, body, files).map(|(request, _)| request)
        },
    };
    with_files(&page, id, form, sent, "request-said").await
}

/// `POST /requests/{id}/notes`.
///
/// # Errors
/// As [`step`].
pub async fn note(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let form = Form {
        name: "note",
        table: NOTE,
        action: Action::WorkOnRequests,
        change: |conn, page, id, body, _| service::note(conn, &desk(page), id, body),
    };
    act(page, request, form, "request-noted").await
}

/// `POST /requests/{id}/promises`.
///
/// # Errors
/// As [`step`].
pub async fn promise(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let form = Form {
        name: "promise",
        table: PROMISE,
        action: Action::WorkOnRequests,
        change: |conn, page, id, body, _| service::promise(conn, &desk(page), id, body),
    };
    act(page, request, form, "request-promised").await
}

/// `POST /requests/{id}/remedy`.
///
/// # Errors
/// As [`step`].
pub async fn remedy(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let form = Form {
        name: "remedy",
        table: REMEDY,
        action: Action::WorkOnRequests,
        change: |conn, page, id, body, _| {
            service::remedy(conn, &desk(page), (id, page.incoming.if_match), body)
        },
    };
    act(page, request, form, "request-remedied").await
}

/// `POST /requests/{id}/assignment`.
///
/// # Errors
/// As [`step`].
pub async fn assign(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let form = Form {
        name: "assignment",
        table: ASSIGNMENT,
        action: Action::AssignRequests,
        change: |conn, page, id, body, _| {
            service::assign(conn, &desk(page), (id, page.incoming.if_match), body)
        },
    };
    act(page, request, form, "request-assigned").await
}
