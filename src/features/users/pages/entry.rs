//! Ending and opening somebody's way in: out of use, back into it, sessions, one-time links. A link is shown on the
//! page that answers, once.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell;
use crate::platform::db::Moment;
use crate::platform::web::flash::{self, Tone};

use super::super::api::link;
use super::super::model::Person;
use super::super::service;
use super::{HERE, Row, refused, row};

/// `POST /people/{id}/deactivate`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn deactivate(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    set_active(page, request, false).await
}

/// `POST /people/{id}/reactivate`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn reactivate(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    set_active(page, request, true).await
}

async fn set_active(page: Page, request: HttpRequest, active: bool) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManagePeople)?;
    let id = path_id(&request)?;
    let done = page
        .write(move |conn, page| {
            service::set_active(conn, &page.actor, &scope, page.now, (id, page.incoming.if_match), active)
        })
        .await;
    let there = format!("{HERE}/{id}");
    match done {
        Ok(_) if active => Ok(flash::redirect(&there, Tone::Good, "person-reactivated")),
        Ok(_) => Ok(flash::redirect(&there, Tone::Good, "person-deactivated")),
        Err(Error::Stale | Error::PreconditionRequired) => {
            Ok(flash::redirect(&there, Tone::Attention, "stale"))
        }
        Err(Error::Conflict(code)) => Ok(refused(&there, code)),
        Err(other) => Err(other),
    }
}

/// `POST /people/{id}/end-sessions`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn end_sessions(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManagePeople)?;
    let id = path_id(&request)?;
    let done = page
        .write(move |conn, page| {
            service::end_sessions(conn, &page.actor, &scope, page.now, (id, page.incoming.if_match))
        })
        .await;
    let there = format!("{HERE}/{id}");
    match done {
        Ok(_) => Ok(flash::redirect(&there, Tone::Good, "person-sessions-ended")),
        Err(Error::Stale | Error::PreconditionRequired) => {
            Ok(flash::redirect(&there, Tone::Attention, "stale"))
        }
        Err(other) => Err(other),
    }
}

/// `POST /people/{id}/invite`: a new link.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn invite(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ManagePeople)?;
    let id = path_id(&request)?;
    let given = page
        .write(move |conn, page| {
            let with = (&page.services.seal, page.now);
            service::invite(conn, &page.actor, &scope, with, (id, page.incoming.if_match))
        })
        .await;
    match given {
        Ok((person, token, until)) => show_link(&page, person, &token, until, false).await,
        Err(Error::Stale | Error::PreconditionRequired) => {
            Ok(flash::redirect(&format!("{HERE}/{id}"), Tone::Attention, "stale"))
        }
        Err(Error::Conflict(code)) => Ok(refused(&format!("{HERE}/{id}"), code)),
        Err(other) => Err(other),
    }
}

#[derive(Serialize)]
struct LinkPage {
    person: Row,
    url: String,
    expires_at: Moment,
    new: bool,
    mailed: bool,
}

pub(super) async fn show_link(
    page: &Page,
    person: Person,
    token: &str,
    expires_at: Moment,
    new: bool,
) -> Result<HttpResponse, Error> {
    let name = person.name.clone();
    let url = link(&page.services.settings.public_url, token);
    let data =
        LinkPage { person: row(person), url, expires_at, new, mailed: page.services.mailer.is_connected() };
    shell::render(page, "pages/people/link.html", "title-person-link", &[("name", name)], &data).await
}
