//! `/account`: who I am, my password, my open sessions.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::notices::{self, Choice};
use crate::features::shell;
use crate::features::shell::form::{Form, Typed};
use crate::features::users::{self, Person};
use crate::platform::web::flash::{self, Tone};

use super::model::{OwnSession, PASSWORD_FORM};
use super::service;

const HERE: &str = "/account";

#[derive(Serialize)]
struct AccountPage {
    person: Person,
    sessions: Vec<OwnSession>,
    others: bool,
    form: Form,
    choices: Vec<Chosen>,
    mail_connected: bool,
}

/// A kind of notice with its choice.
#[derive(Serialize)]
struct Chosen {
    label: String,
    #[serde(flatten)]
    choice: Choice,
}

/// `GET /account`.
///
/// # Errors
/// What the database answers.
pub async fn show(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::OwnAccount)?;
    show_page(&page, &Typed::default()).await
}

/// `POST /account/password`.
///
/// # Errors
/// What the database answers; a wrong or weak password shows the page again.
pub async fn set_password(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::OwnAccount)?;
    let mut typed = Typed::read(PASSWORD_FORM, &page.form, None, page.services.settings.time_zone);
    let proved = match typed.complete() {
        Ok(_) => service::prove(&page.services.db, &page.gate, &page.actor, &typed.body).await,
        Err(fault) => Err(fault),
    };
    match proved {
        Ok(hash) => {
            page.write(move |conn, page| service::set_password(conn, &page.actor, &hash, page.now)).await?;
            Ok(flash::redirect(HERE, Tone::Good, "password-changed"))
        }
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_page(&page, &typed).await
        }
        Err(Error::TooMany(_)) => Ok(flash::redirect(HERE, Tone::Attention, "too-many-tries")),
        Err(other) => Err(other),
    }
}

/// `POST /account/sessions/{id}/end`.
///
/// # Errors
/// What the database answers.
pub async fn end_session(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::OwnAccount)?;
    let id = path_id(&request)?;
    page.write(move |conn, page| service::end_session(conn, &page.actor, id, page.now)).await?;
    Ok(flash::redirect(HERE, Tone::Good, "session-ended"))
}

/// `POST /account/end-other-sessions`.
///
/// # Errors
/// What the database answers.
pub async fn end_others(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::OwnAccount)?;
    page.write(|conn, page| service::end_others(conn, &page.actor, page.now)).await?;
    Ok(flash::redirect(HERE, Tone::Good, "sessions-ended"))
}

/// `POST /account/notices`: which notices come by mail; a kind that is not ticked comes to the portal alone.
///
/// # Errors
/// What the database answers.
pub async fn choose_notices(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::OwnAccount)?;
    page.write(|conn, page| {
        let ticked = |kind: &str| page.form.iter().any(|(name, value)| name == "mail" && value == kind);
        let wanted = notices::choices(conn, &page.actor)?.into_iter();
        let body: serde_json::Map<String, serde_json::Value> =
            wanted.map(|it| (it.kind.to_string(), ticked(it.kind.as_str()).into())).collect();
        notices::change_choices(conn, &page.actor, &body.into())
    })
    .await?;
    Ok(flash::redirect(HERE, Tone::Good, "notice-choices-saved"))
}

async fn show_page(page: &Page, typed: &Typed) -> Result<HttpResponse, Error> {
    let (person, sessions, choices) = page
        .read(|conn, page| {
            let sessions = service::sessions(conn, &page.actor, page.now)?;
            Ok((users::own(conn, &page.actor)?, sessions, notices::choices(conn, &page.actor)?))
        })
        .await?;
    let words = |choice: &Choice| page.services.texts.word(page.lang(), "notice-kind", choice.kind.as_str());
    let choices = choices.into_iter().map(|choice| Chosen { label: words(&choice), choice }).collect();
    let form = typed.form(("account", PASSWORD_FORM), &BTreeMap::new(), &page.services, None, page.lang());
    let others = sessions.iter().any(|session| !session.current);
    let data = AccountPage {
        person,
        sessions,
        others,
        form,
        choices,
        mail_connected: page.services.mailer.is_connected(),
    };
    if typed.faults.is_empty() {
        return shell::render(page, "pages/account/view.html", "title-account", &[], &data).await;
    }
    shell::render_invalid(page, "pages/account/view.html", "title-account", &[], &data).await
}
