//! The one way into a handler: a request whose body is read (400, 413, 415) and whose caller is known (401), in the
//! order of 8.2. [`Call`] is for the API, [`Page`] for pages in a browser.

mod page;
mod path;
pub mod upload;
mod who;

pub use page::Page;
pub use path::path_id;
use who::{api_actor, same};
pub use who::{pages_actor, refuse_forged, session_cookie};

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;

use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev};
use serde_json::Value;

use crate::error::Error;
use crate::platform::db::{Conn, Moment};
use crate::platform::fields::{self, Completeness, FaultCode, FieldFault};
use crate::platform::i18n::Lang;
use crate::platform::services::Services;
use crate::platform::web::answer::Answer;
use crate::platform::web::idempotency::Key;
use crate::platform::web::incoming::{self, IfMatch, Incoming};
use crate::platform::web::list::{ListQuery, ListSpec};

use super::Gate;
use super::actor::Actor;
use super::policy::Action;
use super::scope::Scope;

/// The cookie of a browser session.
pub const SESSION_COOKIE: &str = "tierdesk_session";

/// What handlers of the API answer.
pub type Reply = Result<HttpResponse, Error>;

type Boxed<T> = Pin<Box<dyn Future<Output = Result<T, Error>>>>;

/// A request of the API by a known person.
#[derive(Clone)]
pub struct Call {
    /// The program's parts.
    pub services: Data<Services>,
    /// Tokens, passwords, throttle.
    pub gate: Data<Gate>,
    /// Who calls.
    pub actor: Actor,
    /// When.
    pub now: Moment,
    /// Headers and query.
    pub incoming: Incoming,
    /// The JSON of the body; an empty object where there was none.
    pub body: Value,
    route: String,
    bytes: actix_web::web::Bytes,
    query_read: Cell<bool>,
}

impl FromRequest for Call {
    type Error = Error;
    type Future = Boxed<Self>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let (services, gate) = parts(&request)?;
            let incoming = Incoming::read(&request, services.settings.trusted_proxy)?;
            let bytes = incoming::body(&request, &mut payload).await?;
            let body = incoming::json(&request, &bytes)?;
            let now = Moment::from(services.clock.now());
            let actor = api_actor(&request, &services, &gate, &incoming, now).await?;
            tracing::Span::current().record("user", tracing::field::display(actor.user()));
            let route = format!("{} {}", incoming.method, incoming.path);
            Ok(Call {
                services,
                gate,
                actor,
                now,
                incoming,
                body,
                route,
                bytes,
                query_read: Cell::new(false),
            })
        })
    }
}

impl Call {
    /// Asks whether the caller may do `action` at all.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn may(&self, action: Action) -> Result<Scope, Error> {
        self.actor.may(action)
    }

    /// The question to a list.
    ///
    /// # Errors
    /// `Invalid` naming each key that the list does not take.
    pub fn list(&self, spec: &ListSpec) -> Result<ListQuery, Error> {
        self.query_read.set(true);
        spec.read(&self.incoming.query)
    }

    /// Makes sure that a call which takes no body came without one; asked last, as fields are (8.2).
    ///
    /// # Errors
    /// `Invalid` naming each field.
    pub fn no_body(&self) -> Result<(), Error> {
        fields::check(&[], &self.body, Completeness::Complete).map(drop).map_err(Error::Invalid)
    }

    /// Makes sure that a call which takes no query came without one. [`Call::read`] and [`Call::write`] ask it of every
    /// call that is no list.
    ///
    /// # Errors
    /// `Invalid` naming each key.
    pub fn no_query(&self) -> Result<(), Error> {
        let unknown = |(key, _): &(String, String)| FieldFault::new(key.as_str(), FaultCode::UNKNOWN_FIELD);
        let faults: Vec<FieldFault> = self.incoming.query.iter().map(unknown).collect();
        if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
    }

    /// The call reads its query by itself, so [`Call::read`] does not refuse one.
    pub fn looks_at_query(&self) {
        self.query_read.set(true);
    }

    /// What version the caller expects.
    #[must_use]
    pub fn if_match(&self) -> IfMatch {
        self.incoming.if_match
    }

    /// The language of the answer.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.incoming.lang
    }

    /// Reads off the async threads.
    ///
    /// # Errors
    /// What `work` answers.
    pub async fn read<T: Send + 'static>(
        self,
        work: impl FnOnce(&mut Conn, &Call) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let db = self.services.db.clone();
        blocking(move || {
            db.read(|conn| {
                let found = work(conn, &self)?;
                if !self.query_read.get() {
                    self.no_query()?;
                }
                Ok(found)
            })
        })
        .await
    }

    /// Does one use-case in one write transaction and answers it; with an `Idempotency-Key` at most once.
    ///
    /// # Errors
    /// What `work` answers.
    pub async fn write(
        self,
        work: impl Fn(&mut Conn, &Call) -> Result<Answer, Error> + Send + 'static,
    ) -> Reply {
        let key = match (&self.incoming.idempotency_key, self.incoming.method.as_str()) {
            (Some(key), "POST") => {
                Some(Key::new(self.actor.user(), self.route.clone(), key.clone(), &self.bytes)?)
            }
            _ => None,
        };
        let db = self.services.db.clone();
        let answer = blocking(move || {
            let taken = |conn: &mut Conn| {
                let answer = work(conn, &self)?;
                self.no_query().map(|()| answer)
            };
            db.write(|conn| match &key {
                Some(key) => key.once(conn, self.now, taken),
                None => taken(conn),
            })
        })
        .await?;
        Ok(answer.into_response())
    }
}

/// Runs `work` off the async threads.
///
/// # Errors
/// What `work` answers; `Unavailable` where the program is stopping.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    actix_web::web::block(work).await.map_err(|_| Error::Unavailable)?
}

/// The program's parts, for handlers that anybody may call.
///
/// # Errors
/// `Internal` where the program was put together without them.
pub fn parts(request: &HttpRequest) -> Result<(Data<Services>, Data<Gate>), Error> {
    let services = request.app_data::<Data<Services>>().cloned();
    let gate = request.app_data::<Data<Gate>>().cloned();
    services.zip(gate).ok_or_else(|| Error::internal("the application has no services"))
}
