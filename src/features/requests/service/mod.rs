//! The use-cases of a request; each is the same for the API and for pages.

mod agreed;
mod assign;
mod covered;
mod edit;
mod escalate;
mod raise;
mod read;
mod remedy;
mod say;
mod step;

pub use super::store::Target;
pub use agreed::agree;
pub use assign::{ASSIGNMENT, VENDORS, assign, candidates, colleagues, serves};
pub use covered::{product_of, profile_by_contract};
pub use edit::{as_body, edit};
pub use escalate::ahead;
pub use raise::{Raised, channel, raise, raise_with, usual_code};
pub use read::{Standing, page, pauses, request};
pub use remedy::{REMEDY, bars, decidable, may_decide, remedy};
pub use say::{NOTE, PROMISE, SAY, SAY_WITH_FILES, VISIBILITIES, message, message_with, note, promise};
pub use step::{TRANSITION, close_where_due, confirm_by_silence, step};

use serde_json::{Map, Value, json};

use crate::access::audit::{self, Entry};
use crate::access::{Action, Actor};
use crate::domain::request_words::{RequestEventKind, Visibility};
use crate::error::Error;
use crate::features::service_records::{Facts, Judged, judge};
use crate::features::{customers, products};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::services::Services;

use super::model::Request;
use super::rules::{self, Side};
use super::store::{self, Line};
use super::watch;

/// Somebody at work on requests.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The program's parts.
    pub services: &'a Services,
    /// Who.
    pub actor: &'a Actor,
    /// When.
    pub now: Moment,
}

impl Desk<'_> {
    /// The request as the actor sees it and may work on it, with what is due on it told first.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub fn open(&self, conn: &mut Conn, id: Id) -> Result<(Request, Side), Error> {
        let seen = self.look(conn, id)?;
        watch::catch_up(conn, self.services, id, self.now)?;
        Ok(seen)
    }

    /// The request as the actor sees it and may work on it.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub fn look(&self, conn: &mut Conn, id: Id) -> Result<(Request, Side), Error> {
        let scope = self.actor.may(Action::WorkOnRequests)?;
        let request = store::find(conn, &scope, id)?;
        let side = rules::side(self.actor, &request);
        Ok((request, side))
    }

    /// Adds a line to the timeline.
    pub(super) fn line(
        &self,
        conn: &mut Conn,
        request: &Request,
        kind: RequestEventKind,
        visibility: Visibility,
        (body, data): (&str, Value),
    ) -> Result<Id, Error> {
        let line = Line { kind, visibility, body, data };
        store::insert_event(conn, request.id, Some(self.actor), self.now, &line)
    }

    /// Writes the audit row.
    pub(super) fn log(
        &self,
        conn: &mut Conn,
        request: &Request,
        action: &'static str,
        (before, after): (Option<Value>, Option<Value>),
    ) -> Result<(), Error> {
        let entry = Entry {
            action,
            object_kind: "request",
            object: Some(request.id),
            label: &request.number,
            before,
            after,
        };
        audit::write(conn, self.actor, self.now, entry)
    }

    /// The registered product that the request is about, where its serial says one.
    ///
    /// # Errors
    /// What the database answers.
    pub(super) fn product(
        &self,
        conn: &mut Conn,
        request: &Request,
    ) -> Result<Option<products::Registered>, Error> {
        let serial = request.content.get("serial").and_then(Value::as_str);
        product_of(conn, self.actor, request.customer_id, serial)
    }

    /// What the matrix says of the request as it stands (2.4), with the product that it is about.
    ///
    /// # Errors
    /// `Invalid` naming the field that stands in the way.
    pub(super) fn judged(
        &self,
        conn: &mut Conn,
        request: &Request,
        (paying, product): (&customers::Paying, Option<&products::Registered>),
        escalated: bool,
    ) -> Result<Judged, Error> {
        let policies = self.services.policies.current();
        let content: Map<String, Value> = [
            ("service_code", json!(request.service_code)),
            ("city", json!(request.city)),
            ("reported_at", json!(if escalated { self.now } else { request.reported_at })),
            ("escalated", json!(escalated)),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_string(), value))
        .collect();
        let facts = Facts::new(&content, self.services.settings.time_zone);
        judge(conn, &policies, (&facts, self.actor), paying, (product, None))
    }
}
