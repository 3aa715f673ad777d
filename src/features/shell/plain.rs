//! Pages without navigation, for whoever has no account or has not logged in: forgotten passwords, and what stands behind
//! one-time links.

use actix_web::http::{StatusCode, header};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use crate::access::Gate;
use crate::access::call::parts;
use crate::access::session::Origin;
use crate::error::Error;
use crate::platform::db::Moment;
use crate::platform::i18n::Lang;
use crate::platform::services::Services;
use crate::platform::web::incoming::{Incoming, page_lang};
use crate::platform::web::statics;

/// The longest token that is looked at.
const TOKEN: usize = 100;

/// A request by nobody in particular.
pub struct Visit {
    /// The program's parts.
    pub services: Data<Services>,
    /// Tokens, passwords, throttle.
    pub gate: Data<Gate>,
    /// Headers and query.
    pub incoming: Incoming,
    /// The language of the browser.
    pub lang: Lang,
    /// What stands in the place of `{token}` of the address; empty where it has none.
    pub token: String,
    /// When.
    pub now: Moment,
}

#[derive(Serialize)]
struct Framed<'a, T> {
    lang: &'static str,
    statics: &'static str,
    title: String,
    demo: bool,
    other_language: &'static str,
    next: &'a str,
    request_id: &'a str,
    #[serde(flatten)]
    page: &'a T,
}

impl Visit {
    /// What a request brings.
    ///
    /// # Errors
    /// `Malformed` where a header cannot be read.
    pub fn read(request: &HttpRequest) -> Result<Self, Error> {
        let (services, gate) = parts(request)?;
        let incoming = Incoming::read(request, services.settings.trusted_proxy)?;
        let token = request.match_info().get("token").unwrap_or("").chars().take(TOKEN).collect();
        let now = Moment::from(services.clock.now());
        Ok(Visit { services, gate, incoming, lang: page_lang(request), token, now })
    }

    /// From where it comes.
    #[must_use]
    pub fn origin(&self) -> Origin {
        Origin { address: self.incoming.address.clone(), agent: self.incoming.agent.clone() }
    }

    /// A text of its language.
    #[must_use]
    pub fn text(&self, key: &str) -> String {
        self.services.texts.text(self.lang, key, &[])
    }

    /// Renders `template` in the plain frame; `title` is a text key. Nothing keeps the answer.
    ///
    /// # Errors
    /// `Internal` where the template does not fit the page.
    pub fn page<T: Serialize>(
        &self,
        status: StatusCode,
        template: &'static str,
        title: &str,
        page: &T,
    ) -> Result<HttpResponse, Error> {
        Ok(Self::begin(status).body(self.html(template, title, page)?))
    }

    /// [`Visit::page`] behind a one-time link, which no other site hears of from the browser.
    ///
    /// # Errors
    /// As [`Visit::page`].
    pub fn page_of_link<T: Serialize>(
        &self,
        status: StatusCode,
        template: &'static str,
        title: &str,
        page: &T,
    ) -> Result<HttpResponse, Error> {
        let mut response = Self::begin(status);
        response.insert_header((header::REFERRER_POLICY, "no-referrer"));
        Ok(response.body(self.html(template, title, page)?))
    }

    fn begin(status: StatusCode) -> HttpResponseBuilder {
        let mut response = HttpResponse::build(status);
        response.content_type("text/html; charset=utf-8");
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        response
    }

    fn html<T: Serialize>(&self, template: &'static str, title: &str, page: &T) -> Result<String, Error> {
        let framed = Framed {
            lang: self.lang.tag(),
            statics: statics::digest(),
            title: self.text(title),
            demo: self.services.settings.demo,
            other_language: if self.lang == Lang::En { "zh-CN" } else { "en" },
            next: &self.incoming.path,
            request_id: &self.incoming.request_id,
            page,
        };
        self.services.views.render(self.lang, template, &framed)
    }
}
