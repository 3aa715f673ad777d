//! The record that whoever served a request owes (2.3): when it is due, and what happens when it comes in.

use serde_json::json;

use crate::access::{Action, Actor};
use crate::domain::record_words::ServiceRecordKind;
use crate::domain::request_words::{RequestEventKind, RequestStatus, Visibility};
use crate::error::Error;
use crate::features::service_records;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::services::Services;
use crate::platform::views::{local_date, midnight};

use super::model::Request;
use super::service;
use super::store::{self, Line};

/// When the record of work that ended at `ended` is due: Sunday 24:00 of that week unless configured otherwise (2.3).
#[must_use]
pub fn due(services: &Services, ended: Moment) -> Moment {
    let zone = services.settings.time_zone;
    let last = services.settings.record_term.last_day(local_date(ended.0, zone));
    last.and_then(|last| midnight(last.succ_opt()?, zone)).unwrap_or(ended)
}

/// The request that a record names, where it is in the actor's sight.
///
/// # Errors
/// What the database answers.
pub fn reference(conn: &mut Conn, actor: &Actor, id: Id) -> Result<Option<Request>, Error> {
    let Ok(scope) = actor.may(Action::ViewRequests) else { return Ok(None) };
    match store::find(conn, &scope, id) {
        Ok(request) => Ok(Some(request)),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Writes down whether the record of the request as it stands is owed, and from when on.
///
/// # Errors
/// What the database answers.
pub fn reckon(conn: &mut Conn, services: &Services, request: &Request) -> Result<Option<Moment>, Error> {
    let ended = match request.status {
        RequestStatus::Resolved | RequestStatus::Closed => request.resolved_at,
        _ => None,
    };
    let filed = service_records::filed_for(conn, request.id, request.record_since)?;
    let owed = ended.filter(|_| !filed).map(|ended| due(services, ended));
    store::owe(conn, request.id, owed)?;
    Ok(owed)
}

/// A record of the work of a request was taken back, sent back or refused: where there is no other it is owed again, and
/// watched again unless its being overdue was told before.
///
/// # Errors
/// What the database answers.
pub fn record_gone(conn: &mut Conn, services: &Services, id: Id) -> Result<(), Error> {
    let request = store::any(conn, id)?;
    match reckon(conn, services, &request)? {
        Some(due) if !store::has_timer(conn, id, ("record", due))? => {
            store::insert_timers(conn, id, &[(None, "record", due)], services.clock.now().into())
        }
        _ => Ok(()),
    }
}

/// A record of the work of a request was handed in: its timeline says so, and it is closed where that was missing.
///
/// # Errors
/// What the database answers.
pub fn record_filed(
    conn: &mut Conn,
    actor: &Actor,
    id: Id,
    (number, kind): (&str, ServiceRecordKind),
    now: Moment,
) -> Result<(), Error> {
    let mut request = store::any(conn, id)?;
    let data = json!({ "number": number, "kind": kind });
    let line = Line { kind: RequestEventKind::Record, visibility: Visibility::Internal, body: "", data };
    store::insert_event(conn, id, Some(actor), now, &line)?;
    store::stop_kind(conn, id, "record")?;
    store::owe(conn, id, None)?;
    service::close_where_due(conn, &mut request, now)
}
