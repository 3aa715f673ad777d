//! A page that somebody who is logged in opens or sends.

use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, dev};
use serde_json::Value;

use crate::error::Error;
use crate::platform::db::{Conn, Moment};
use crate::platform::i18n::Lang;
use crate::platform::services::Services;
use crate::platform::web::incoming::{self, IfMatch, Incoming};

use super::{Boxed, blocking, pages_actor, parts, refuse_forged};
use crate::access::Gate;
use crate::access::actor::Actor;
use crate::access::policy::Action;
use crate::access::scope::Scope;

/// A request of a page by a known person.
#[derive(Clone)]
pub struct Page {
    /// The program's parts.
    pub services: Data<Services>,
    /// Tokens, passwords, throttle.
    pub gate: Data<Gate>,
    /// Who looks.
    pub actor: Actor,
    /// When.
    pub now: Moment,
    /// Headers and query.
    pub incoming: Incoming,
    /// The fields of the form, in order; the word against forgery is checked and gone.
    pub form: Vec<(String, String)>,
    /// The message left by the last request.
    pub flash: Option<String>,
}

impl FromRequest for Page {
    type Error = Error;
    type Future = Boxed<Self>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let (services, gate) = parts(&request)?;
            let mut incoming = Incoming::read(&request, services.settings.trusted_proxy)?;
            let bytes = incoming::body(&request, &mut payload).await?;
            let mut form = incoming::pairs(&bytes)?;
            let now = Moment::from(services.clock.now());
            let actor = pages_actor(&request, &services, &gate, &incoming, now).await?;
            if incoming.method != "GET" && incoming.method != "HEAD" {
                refuse_forged(&form, &actor)?;
            }
            form.retain(|(key, _)| key != "_csrf");
            incoming.lang = actor.lang();
            incoming.if_match = IfMatch::from_form(&form);
            tracing::Span::current().record("user", tracing::field::display(actor.user()));
            let flash =
                request.cookie(crate::platform::web::flash::COOKIE).map(|cookie| cookie.value().to_string());
            Ok(Page { services, gate, actor, now, incoming, form, flash })
        })
    }
}

impl Page {
    /// Asks whether the person may do `action` at all.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn may(&self, action: Action) -> Result<Scope, Error> {
        self.actor.may(action)
    }

    /// The person's language.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.actor.lang()
    }

    /// The value of a form field; empty where it is missing.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        self.form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// The reason in the form, as the body of a step that wants one.
    #[must_use]
    pub fn reason(&self) -> Value {
        self.said("reason")
    }

    /// What was typed into the field `name`, as the body of a step that wants it.
    #[must_use]
    pub fn said(&self, name: &str) -> Value {
        match self.field(name).trim() {
            "" => serde_json::json!({}),
            said => serde_json::json!({ name: said }),
        }
    }

    /// The value of a query key; empty where it is missing.
    #[must_use]
    pub fn query(&self, name: &str) -> &str {
        self.incoming.query.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// Reads off the async threads.
    ///
    /// # Errors
    /// What `work` answers.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn, &Page) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let page = self.clone();
        let db = self.services.db.clone();
        blocking(move || db.read(|conn| work(conn, &page))).await
    }

    /// Does one use-case in one write transaction.
    ///
    /// # Errors
    /// What `work` answers.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Conn, &Page) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let page = self.clone();
        let db = self.services.db.clone();
        blocking(move || db.write(|conn| work(conn, &page))).await
    }
}
