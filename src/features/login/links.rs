//! Pages behind one-time links: setting a password, and setting up an empty portal. The link is the permission; one
//! that is not good (any more) looks like one that never was.

use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::Gate;
use crate::access::call::{blocking, parts, session_cookie};
use crate::access::session::{Origin, SessionKind};
use crate::error::Error;
use crate::features::shell::form::{Form, Typed};
use crate::features::users::{first, password};
use crate::platform::db::Moment;
use crate::platform::fields::Field;
use crate::platform::i18n::Lang;
use crate::platform::services::Services;
use crate::platform::web::flash::see_other;
use crate::platform::web::incoming::{self, Incoming, page_lang};
use crate::platform::web::statics;

use super::service;

#[derive(Serialize)]
struct LinkPage {
    lang: &'static str,
    statics: &'static str,
    title: String,
    demo: bool,
    other_language: &'static str,
    next: String,
    request_id: String,
    good: bool,
    form: Option<Form>,
    email: Option<String>,
    note: Option<String>,
}

/// What both kinds of links need of a request.
struct Asked {
    services: Data<Services>,
    gate: Data<Gate>,
    incoming: Incoming,
    lang: Lang,
    token: String,
    now: Moment,
}

#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    table: &'static [Field],
    title: &'static str,
    note: &'static str,
}

const PASSWORD: Kind = Kind {
    name: "set_password",
    table: password::SET,
    title: "title-set-password",
    note: "set-password-note",
};
const SETUP: Kind = Kind { name: "setup", table: first::SETUP, title: "title-setup", note: "setup-note" };

/// `GET /set-password/{token}`.
///
/// # Errors
/// What the database answers.
pub async fn password_form(request: HttpRequest) -> Result<HttpResponse, Error> {
    let asked = Asked::read(&request)?;
    match asked.owner().await? {
        Some(owner) => asked.form(PASSWORD, &Typed::default(), Some(owner.email)),
        None => asked.gone(PASSWORD),
    }
}

/// `POST /set-password/{token}`: sets the password, uses the link up and logs the person in.
///
/// # Errors
/// What the database answers; a weak password shows the form again.
pub async fn set_password(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Error> {
    let asked = Asked::read(&request)?;
    let Some(owner) = asked.owner().await? else { return asked.gone(PASSWORD) };
    let mut typed = asked.typed(&request, payload, PASSWORD).await?;
    let judged = typed.complete().and_then(|_| password::judge(&typed.body, &[&owner.email, &owner.name]));
    let chosen = match judged {
        Ok(chosen) => chosen,
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            return asked.form(PASSWORD, &typed, Some(owner.email));
        }
        Err(other) => return Err(other),
    };
    let hash = asked.gate.passwords.hash(chosen).await?;
    let (db, token, now, origin) =
        (asked.services.db.clone(), asked.token.clone(), asked.now, asked.origin());
    let set = blocking(move || {
        db.write(|conn| {
            let owner = password::set(conn, &token, &hash, &origin.address, now)?;
            service::open(conn, owner.id, SessionKind::Pages, &origin, now)
        })
    });
    let actor = match set.await {
        Err(Error::NotFound) => return asked.gone(PASSWORD),
        other => other?,
    };
    let token = service::pages_token(&asked.gate, &actor, asked.now)?;
    let mut response = see_other("/");
    response
        .add_cookie(&session_cookie(token, asked.services.settings.cookie_secure))
        .map_err(|fault| Error::internal(fault.to_string()))?;
    Ok(response)
}

/// `GET /setup/{token}`.
///
/// # Errors
/// What the database answers.
pub async fn setup_form(request: HttpRequest) -> Result<HttpResponse, Error> {
    let asked = Asked::read(&request)?;
    if asked.sets_up().await? { asked.form(SETUP, &Typed::default(), None) } else { asked.gone(SETUP) }
}

/// `POST /setup/{token}`: makes the vendor's organisation and its administrator.
///
/// # Errors
/// What the database answers; wrong fields show the form again.
pub async fn set_up(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Error> {
    let asked = Asked::read(&request)?;
    if !asked.sets_up().await? {
        return asked.gone(SETUP);
    }
    let mut typed = asked.typed(&request, payload, SETUP).await?;
    let own: Vec<String> = ["email", "name", "organisation"]
        .iter()
        .filter_map(|name| Some(typed.body.get(*name)?.as_str()?.into()))
        .collect();
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let chosen = match typed.complete().and_then(|_| password::judge(&typed.body, &own)) {
        Ok(chosen) => chosen,
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            return asked.form(SETUP, &typed, None);
        }
        Err(other) => return Err(other),
    };
    let hash = asked.gate.passwords.hash(chosen).await?;
    let (db, token, now, lang) = (asked.services.db.clone(), asked.token.clone(), asked.now, asked.lang);
    let (address, body) = (asked.incoming.address.clone(), typed.body.clone());
    let made =
        blocking(move || db.write(|conn| first::create(conn, &token, &body, (&hash, lang), &address, now)));
    match made.await {
        Ok(()) => Ok(see_other("/login?notice=setup")),
        Err(Error::NotFound) => asked.gone(SETUP),
        Err(other) => Err(other),
    }
}

impl Asked {
    fn read(request: &HttpRequest) -> Result<Self, Error> {
        let (services, gate) = parts(request)?;
        let incoming = Incoming::read(request, services.settings.trusted_proxy)?;
        let token = request.match_info().get("token").unwrap_or("").chars().take(100).collect();
        let now = Moment::from(services.clock.now());
        Ok(Asked { services, gate, incoming, lang: page_lang(request), token, now })
    }

    fn origin(&self) -> Origin {
        Origin { address: self.incoming.address.clone(), agent: self.incoming.agent.clone() }
    }

    async fn owner(&self) -> Result<Option<password::Owner>, Error> {
        let (db, token, now) = (self.services.db.clone(), self.token.clone(), self.now);
        blocking(move || db.read(|conn| password::owner(conn, &token, now))).await
    }

    async fn sets_up(&self) -> Result<bool, Error> {
        let (db, token, now) = (self.services.db.clone(), self.token.clone(), self.now);
        blocking(move || db.read(|conn| first::is_good(conn, &token, now))).await
    }

    async fn typed(&self, request: &HttpRequest, mut payload: Payload, kind: Kind) -> Result<Typed, Error> {
        let bytes = incoming::body(request, &mut payload).await?;
        let pairs = incoming::pairs(&bytes)?;
        Ok(Typed::read(kind.table, &pairs, None, self.services.settings.time_zone))
    }

    fn form(&self, kind: Kind, typed: &Typed, email: Option<String>) -> Result<HttpResponse, Error> {
        let form = typed.form(
            (kind.name, kind.table),
            &std::collections::BTreeMap::new(),
            &self.services,
            None,
            self.lang,
        );
        let status = if typed.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        self.page(kind, status, Some(form), email)
    }

    fn gone(&self, kind: Kind) -> Result<HttpResponse, Error> {
        self.page(kind, StatusCode::NOT_FOUND, None, None)
    }

    fn page(
        &self,
        kind: Kind,
        status: StatusCode,
        form: Option<Form>,
        email: Option<String>,
    ) -> Result<HttpResponse, Error> {
        let text = |key: &str| self.services.texts.text(self.lang, key, &[]);
        let data = LinkPage {
            lang: self.lang.tag(),
            statics: statics::digest(),
            title: text(kind.title),
            demo: self.services.settings.demo,
            other_language: if self.lang == Lang::En { "zh-CN" } else { "en" },
            next: self.incoming.path.clone(),
            request_id: self.incoming.request_id.clone(),
            good: form.is_some(),
            form,
            email,
            note: Some(text(kind.note)),
        };
        let html = self.services.views.render(self.lang, "pages/login/link.html", &data)?;
        Ok(HttpResponse::build(status)
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::REFERRER_POLICY, "no-referrer"))
            .body(html))
    }
}
