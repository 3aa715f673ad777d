//! What is done on the page of a request: steps, messages, notes, promises, giving it to somebody. Whatever stands in the
//! way shows the page again with what was typed.

use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell::form::Typed;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::Field;
use crate::platform::web::flash::{self, Tone};

use super::super::model::Request;
use super::super::service::{self, ASSIGNMENT, NOTE, PROMISE, SAY, TRANSITION};
use super::show::{Said, render};
use super::{HERE, desk, obstacle};

/// A use-case with the body that was typed.
type Change = fn(&mut Conn, &Page, Id, &Value) -> Result<Request, Error>;

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
    done: fn(&str) -> HttpResponse,
) -> Result<HttpResponse, Error> {
    page.may(form.action)?;
    let id = path_id(&request)?;
    let mut typed = Typed::read(form.table, &page.form, None, page.services.settings.time_zone);
    let (faults, body, change) = (typed.faults.clone(), Value::Object(typed.body.clone()), form.change);
    let outcome = page
        .write(move |conn, page| {
            // What cannot be seen is missing, whatever was typed.
            service::request(conn, &page.actor, id)?;
            if faults.is_empty() {
                change(conn, page, id, &body)
            } else {
                Err(Error::Invalid(faults.clone()))
            }
        })
        .await;
    let (status, obstacle) = match outcome {
        Ok(_) => return Ok(done(&format!("{HERE}/{id}"))),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            (422, None)
        }
        Err(other) => obstacle(&page, other).map(|(status, words)| (status, Some(words)))?,
    };
    render(&page, id, status, Said { form: form.name, typed, obstacle }).await
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
        change: |conn, page, id, body| service::step(conn, &desk(page), (id, page.incoming.if_match), body),
    };
    act(page, request, form, |here| flash::redirect(here, Tone::Good, "request-moved")).await
}

/// `POST /requests/{id}/messages`.
///
/// # Errors
/// As [`step`].
pub async fn message(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let form = Form {
        name: "message",
        table: SAY,
        action: Action::WorkOnRequests,
        change: |conn, page, id, body| service::message(conn, &desk(page), id, body),
    };
    act(page, request, form, |here| flash::redirect(here, Tone::Good, "request-said")).await
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
        change: |conn, page, id, body| service::note(conn, &desk(page), id, body),
    };
    act(page, request, form, |here| flash::redirect(here, Tone::Good, "request-noted")).await
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
        change: |conn, page, id, body| service::promise(conn, &desk(page), id, body),
    };
    act(page, request, form, |here| flash::redirect(here, Tone::Good, "request-promised")).await
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
        change: |conn, page, id, body| service::assign(conn, &desk(page), (id, page.incoming.if_match), body),
    };
    act(page, request, form, |here| flash::redirect(here, Tone::Good, "request-assigned")).await
}
