//! Moving a request between its states by the table of `domain::request_flow` (4.1).

use serde_json::{Value, json};

use crate::domain::request_flow::{self, Move, Step};
use crate::domain::request_words::{RequestEventKind, RequestStatus, Visibility};
use crate::error::Error;
use crate::features::service_records;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode, Field};
use crate::platform::web::incoming::IfMatch;

use super::super::model::Request;
use super::super::rules::{self, OnBehalf, Side};
use super::super::store::{self, Line};
use super::super::{clocks, records, told};
use super::{Desk, assign, escalate, remedy};

/// The body of a transition (8.3). `tried` goes with `escalated`.
pub const TRANSITION: &[Field] = &[
    Field::choice("to", request_flow::WORDS).required(),
    Field::long_text("reason", 2000).wide(),
    Field::long_text("tried", 4000).wide(),
];

/// Moves a request.
///
/// # Errors
/// `NotFound`, `Forbidden` where it is not this side's to move, `PreconditionRequired`, `Stale` (or `Taken`, naming who
/// was faster), `Conflict` where the state does not allow it, `Invalid`.
pub fn step(
    conn: &mut Conn,
    desk: &Desk<'_>,
    (id, expected): (Id, IfMatch),
    body: &Value,
) -> Result<Request, Error> {
    let (mut request, side) = desk.open(conn, id)?;
    let word = body.get("to").and_then(Value::as_str).unwrap_or_default();
    let row = request_flow::step_to(word, request.status).and_then(request_flow::of_step);
    let on_behalf = row.map_or(Ok(OnBehalf(false)), |row| rules::allowed(side, row.by))?;
    faster(desk, &request, expected, word)?;
    if let Some(row) = row {
        rules::possible(&request, row, desk.now)?;
    }
    let fields = fields::check(TRANSITION, body, Completeness::Complete).map_err(Error::Invalid)?;
    let row = row.ok_or_else(|| Error::field("to", FaultCode::NOT_AN_OPTION))?;
    let said = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    if (row.reason || on_behalf.0) && said("reason").is_empty() {
        return Err(Error::field("reason", FaultCode::REQUIRED));
    }
    remedy::lets(conn, &request, row.step)?;
    if row.step == Step::Escalate {
        return escalate::escalate(conn, desk, request, (said("reason"), said("tried")));
    }
    let from = request.status;
    apply(conn, desk, &mut request, row, side)?;
    clocks::follow(conn, desk, &mut request, row.step, said("reason"))?;
    store::save(conn, &mut request, desk.now)?;
    if matches!(row.step, Step::Resolve | Step::Reopen) {
        records::reckon(conn, desk.services, &request)?;
    }
    let data = json!({ "step": row.step, "from": from, "to": request.status, "on_behalf": on_behalf.0 });
    desk.line(conn, &request, RequestEventKind::Moved, Visibility::Public, (said("reason"), data))?;
    let (before, after) = (
        json!({ "status": from }),
        json!({ "status": request.status, "step": row.step, "reason": said("reason") }),
    );
    desk.log(conn, &request, "request.move", (Some(before), Some(after)))?;
    told::moved(conn, desk, &request, row.step)?;
    if row.step == Step::Confirm {
        close_where_due(conn, &mut request, desk.now)?;
    }
    Ok(request)
}

/// Two people who want the same request: the second hears who has it.
fn faster(desk: &Desk<'_>, request: &Request, expected: IfMatch, word: &str) -> Result<(), Error> {
    match expected.check(request.version) {
        Err(Error::Stale)
            if word == "accepted"
                && request.status != RequestStatus::New
                && request.assignee_id.is_some_and(|id| id != desk.actor.user()) =>
        {
            Err(Error::Taken("already_accepted", request.assignee_name.clone()))
        }
        other => other,
    }
}

fn apply(
    conn: &mut Conn,
    desk: &Desk<'_>,
    request: &mut Request,
    row: &Move,
    side: Side,
) -> Result<(), Error> {
    match row.step {
        Step::Accept => {
            // Whoever accepts has it, unless it was given to somebody already.
            if request.assignee_id.is_none() {
                if !assign::may_go(conn, desk, request, desk.actor.user())? {
                    return Err(Error::Conflict("not_qualified"));
                }
                request.assignee_id = Some(desk.actor.user());
                request.assignee_name = desk.actor.name().to_string();
            }
        }
        Step::Resolve => request.resolved_at = Some(desk.now),
        Step::Confirm => request.confirmed_at = Some(desk.now),
        Step::Close => {
            if request.confirmed_at.is_none() {
                if side == Side::Serving {
                    return Err(Error::Conflict("not_confirmed"));
                }
                request.confirmed_at = Some(desk.now);
            }
            if !service_records::filed_for(conn, request.id, request.record_since)? {
                return Err(Error::Conflict("record_missing"));
            }
            request.ended_at = Some(desk.now);
        }
        Step::Reopen => {
            (request.resolved_at, request.confirmed_at) = (None, None);
            request.record_since = desk.now;
        }
        Step::Cancel => request.ended_at = Some(desk.now),
        Step::Start | Step::Wait | Step::Resume | Step::Escalate => {}
    }
    request.status = row.to;
    Ok(())
}

/// Closes a request that is confirmed and whose record was handed in (4.1); leaves any other alone.
///
/// # Errors
/// What the database answers.
pub fn close_where_due(conn: &mut Conn, request: &mut Request, now: Moment) -> Result<(), Error> {
    let ready = request.status == RequestStatus::Resolved && request.confirmed_at.is_some();
    if !ready || !service_records::filed_for(conn, request.id, request.record_since)? {
        return Ok(());
    }
    request.status = RequestStatus::Closed;
    request.ended_at = Some(now);
    clocks::end(conn, request.id)?;
    store::save(conn, request, now)?;
    let data = json!({ "step": Step::Close, "from": RequestStatus::Resolved, "to": RequestStatus::Closed });
    let line = Line { kind: RequestEventKind::Moved, visibility: Visibility::Public, body: "", data };
    store::insert_event(conn, request.id, None, now, &line)?;
    told::closed(conn, request, now)
}

/// Takes seven days without a word for the customer's confirmation (4.1).
///
/// # Errors
/// What the database answers.
pub fn confirm_by_silence(conn: &mut Conn, request: &mut Request, now: Moment) -> Result<(), Error> {
    if request.status != RequestStatus::Resolved || request.confirmed_at.is_some() {
        return Ok(());
    }
    request.confirmed_at = Some(now);
    store::save(conn, request, now)?;
    let data = json!({ "step": Step::Confirm, "silence": true });
    let line = Line { kind: RequestEventKind::Moved, visibility: Visibility::Public, body: "", data };
    store::insert_event(conn, request.id, None, now, &line)?;
    close_where_due(conn, request, now)
}
