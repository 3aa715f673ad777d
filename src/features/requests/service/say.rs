//! What is said and done about a request: messages, calls, mails, visits, ways round, promises (4.1, 3.6).

use serde_json::{Map, Value, json};

use crate::domain::request_flow::Step;
use crate::domain::request_words::{RequestEventKind, RequestStatus, Visibility};
use crate::error::Error;
use crate::features::attachments::Incoming;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode, Field};

use super::super::files::{RequestFile, enclose};
use super::super::model::Request;
use super::super::rules::{self, Side};
use super::super::{clocks, store, told};
use super::Desk;

/// Who may read a message.
pub const VISIBILITIES: &[&str] = &["public", "internal"];

/// The body of a message (8.3). `answers_promise` says that it is the answer that was promised.
pub const SAY: &[Field] = &[
    Field::long_text("body", 8000).required().wide(),
    Field::choice("visibility", VISIBILITIES).required(),
    Field::flag("answers_promise"),
];

/// As [`SAY`] where files come with it: they may speak for themselves.
pub const SAY_WITH_FILES: &[Field] = &[
    Field::long_text("body", 8000).wide(),
    Field::choice("visibility", VISIBILITIES).required(),
    Field::flag("answers_promise"),
];

/// The body of something that was done: a call, a mail, a visit, a way round that was given.
pub const NOTE: &[Field] = &[
    Field::choice("kind", &["call", "mail", "visit", "workaround"]).required(),
    Field::long_text("body", 8000).required().wide(),
    Field::moment("at"),
    Field::flag("answers_promise"),
];

/// The body of a promise: what, and by when.
pub const PROMISE: &[Field] =
    &[Field::text("promise", 200).required().wide(), Field::moment("due_at").required()];

/// Writes a message.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Conflict` once the request is over, `Invalid`; an internal word is not the customer's.
pub fn message(conn: &mut Conn, desk: &Desk<'_>, id: Id, body: &Value) -> Result<Request, Error> {
    message_with(conn, desk, id, body, &[]).map(|(request, _)| request)
}

/// Writes a message with files, which are read by whoever reads it.
///
/// # Errors
/// As [`message`]; `Conflict` too where the request has as many files as it takes.
pub fn message_with(
    conn: &mut Conn,
    desk: &Desk<'_>,
    id: Id,
    body: &Value,
    files: &[Incoming],
) -> Result<(Request, Vec<RequestFile>), Error> {
    let (request, side) = desk.open(conn, id)?;
    rules::editable(&request)?;
    let table = if files.is_empty() { SAY } else { SAY_WITH_FILES };
    let fields = fields::check(table, body, Completeness::Complete).map_err(Error::Invalid)?;
    let visibility = visibility(&fields);
    let refused = match side {
        Side::Customer => visibility == Visibility::Internal,
        Side::Onlooker => visibility == Visibility::Public,
        Side::Serving | Side::Partner => false,
    };
    if refused {
        return Err(Error::field("visibility", FaultCode::new("not_allowed")));
    }
    let text = fields.get("body").and_then(Value::as_str).unwrap_or_default();
    let line = desk.line(conn, &request, RequestEventKind::Message, visibility, (text, json!({})))?;
    let files = enclose(conn, desk, &request, (line, visibility), files)?;
    told::said(conn, desk, &request, (line, visibility), side)?;
    let answer = visibility == Visibility::Public && side == Side::Serving;
    let request = if answer {
        answered(conn, desk, request, desk.now, &fields)?
    } else if side == Side::Customer && request.status == RequestStatus::WaitingCustomer {
        came_back(conn, desk, request)?
    } else {
        request
    };
    Ok((request, files))
}

fn visibility(fields: &Map<String, Value>) -> Visibility {
    let said = fields.get("visibility").and_then(Value::as_str);
    said.and_then(|word| word.parse().ok()).unwrap_or(Visibility::Internal)
}

/// The customer's answer ends the wait for it.
fn came_back(conn: &mut Conn, desk: &Desk<'_>, mut request: Request) -> Result<Request, Error> {
    request.status = RequestStatus::InProgress;
    clocks::follow(conn, desk, &mut request, Step::Resume, "")?;
    store::save(conn, &mut request, desk.now)?;
    let data = json!({ "step": Step::Resume, "from": RequestStatus::WaitingCustomer, "to": request.status });
    desk.line(conn, &request, RequestEventKind::Moved, Visibility::Public, ("", data))?;
    Ok(request)
}

/// Notes something that was done. A call, a mail or a visit is a response; a visit is the arrival.
///
/// # Errors
/// As [`message`]; `Forbidden` for those who do not serve it; `Invalid` for a moment ahead or before the report.
pub fn note(conn: &mut Conn, desk: &Desk<'_>, id: Id, body: &Value) -> Result<Request, Error> {
    let (mut request, side) = desk.open(conn, id)?;
    if side != Side::Serving {
        return Err(Error::Forbidden("not_yours_to_serve"));
    }
    rules::editable(&request)?;
    let fields = fields::check(NOTE, body, Completeness::Complete).map_err(Error::Invalid)?;
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let at: Moment = text("at").parse().unwrap_or(desk.now);
    if at > desk.now {
        return Err(Error::field("at", FaultCode::new("in_future")));
    }
    if at < request.reported_at {
        return Err(Error::field("at", FaultCode::new("too_early")));
    }
    let kind: RequestEventKind =
        text("kind").parse().map_err(|_| Error::field("kind", FaultCode::NOT_AN_OPTION))?;
    desk.line(conn, &request, kind, Visibility::Public, (text("body"), json!({ "at": at })))?;
    let met: &[&str] = match kind {
        RequestEventKind::Visit => &["respond", "onsite"],
        RequestEventKind::Workaround => &["respond", "workaround"],
        _ => &["respond"],
    };
    clocks::meet(conn, &mut request, met, at)?;
    if fields.get("answers_promise").and_then(Value::as_bool) == Some(true) {
        clocks::keep_promises(conn, desk, &mut request, at)?;
    }
    store::save(conn, &mut request, desk.now)?;
    Ok(request)
}

/// A public word of the serving side is a response, and the promised answer where it says so.
fn answered(
    conn: &mut Conn,
    desk: &Desk<'_>,
    mut request: Request,
    at: Moment,
    fields: &Map<String, Value>,
) -> Result<Request, Error> {
    clocks::meet(conn, &mut request, &["respond"], at)?;
    if fields.get("answers_promise").and_then(Value::as_bool) == Some(true) {
        clocks::keep_promises(conn, desk, &mut request, at)?;
    }
    store::save(conn, &mut request, desk.now)?;
    Ok(request)
}

/// Promises the customer an answer by a moment, which is a deadline from then on (3.6).
///
/// # Errors
/// As [`note`]; `Invalid` for a moment that has passed.
pub fn promise(conn: &mut Conn, desk: &Desk<'_>, id: Id, body: &Value) -> Result<Request, Error> {
    let (mut request, side) = desk.open(conn, id)?;
    if side != Side::Serving {
        return Err(Error::Forbidden("not_yours_to_serve"));
    }
    rules::editable(&request)?;
    let fields = fields::check(PROMISE, body, Completeness::Complete).map_err(Error::Invalid)?;
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let due: Moment = text("due_at").parse().map_err(|_| Error::field("due_at", FaultCode::NOT_A_MOMENT))?;
    if due <= desk.now {
        return Err(Error::field("due_at", FaultCode::new("in_past")));
    }
    clocks::promise(conn, desk, &mut request, text("promise"), due)?;
    store::save(conn, &mut request, desk.now)?;
    let data = json!({ "due_at": due });
    desk.line(conn, &request, RequestEventKind::Promise, Visibility::Public, (text("promise"), data))?;
    Ok(request)
}
