//! Files come with what is said, and are read by whoever reads it (4.1).

use serde_json::{Map, Value, json};

use crate::access::{Action, Actor};
use crate::domain::request_words::{RequestEventKind, Visibility};
use crate::error::Error;
use crate::features::attachments::{Facts, Incoming, MOST_FILES};
use crate::platform::db::{self, Conn, Id};
use crate::platform::fields::FaultCode;
use crate::platform::random;

use super::super::model::Request;
use super::super::rules;
use super::super::service::{self as requests, Desk};
use super::super::store as lines;
use super::model::RequestFile;
use super::store;

/// Makes sure, before a byte is read, that the request takes a file of this person.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Conflict` once the request is over.
pub fn check_place(conn: &mut Conn, desk: &Desk<'_>, id: Id) -> Result<(), Error> {
    let (request, _) = desk.look(conn, id)?;
    rules::editable(&request)
}

/// The files of a request, oldest first, as far as the actor reads the lines that they came with.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub fn list(conn: &mut Conn, actor: &Actor, id: Id) -> Result<Vec<RequestFile>, Error> {
    let request = requests::request(conn, actor, id)?;
    store::of_request(conn, id, rules::reads_internal(rules::side(actor, &request)))
}

/// One file.
///
/// # Errors
/// `Forbidden`; `NotFound` where it is missing, where its request is out of sight, and where the line it came with is.
pub fn show(conn: &mut Conn, actor: &Actor, id: Id) -> Result<RequestFile, Error> {
    let scope = actor.may(Action::ViewRequests)?;
    let file = store::find(conn, id)?;
    let request = lines::find(conn, &scope, file.request)?;
    let reads = file.visibility == Visibility::Public || rules::reads_internal(rules::side(actor, &request));
    if reads { Ok(file) } else { Err(Error::NotFound) }
}

/// Adds one file: to a line that the actor wrote, where `fields` name it, else with a message of its own.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Conflict` once the request is over or has as many files as it takes, `Invalid`.
pub fn add(
    conn: &mut Conn,
    desk: &Desk<'_>,
    id: Id,
    fields: &Map<String, Value>,
    file: Incoming,
) -> Result<RequestFile, Error> {
    let mut body = fields.clone();
    let event = body.remove("event_id").and_then(|event| event.as_str()?.parse::<Id>().ok());
    let files = [file];
    let added = match event {
        Some(event) => join(conn, desk, id, (event, &body), &files)?,
        None => requests::message_with(conn, desk, id, &Value::Object(body), &files)?.1,
    };
    added.into_iter().next().ok_or_else(|| Error::internal("a file left no row"))
}

/// Adds files to a line that the actor wrote.
fn join(
    conn: &mut Conn,
    desk: &Desk<'_>,
    id: Id,
    (event, rest): (Id, &Map<String, Value>),
    files: &[Incoming],
) -> Result<Vec<RequestFile>, Error> {
    let (request, side) = desk.look(conn, id)?;
    rules::editable(&request)?;
    if let Some(name) = rest.keys().next() {
        return Err(Error::field(name, FaultCode::new("not_allowed")));
    }
    let (lines, _) = store::lines(conn, id, rules::reads_internal(side))?;
    let written = lines.iter().find(|line| {
        line.id == event
            && line.actor_id == Some(desk.actor.user())
            && matches!(line.kind, RequestEventKind::Message | RequestEventKind::Raised)
    });
    let line = written.ok_or_else(|| Error::field("event_id", FaultCode::NOT_FOUND))?;
    enclose(conn, desk, &request, (line.id, line.visibility), files)
}

/// Writes the rows of files that come with a line.
///
/// # Errors
/// `Conflict` where the request has as many files as it takes.
pub fn enclose(
    conn: &mut Conn,
    desk: &Desk<'_>,
    request: &Request,
    (event, visibility): (Id, Visibility),
    files: &[Incoming],
) -> Result<Vec<RequestFile>, Error> {
    if files.is_empty() {
        return Ok(vec![]);
    }
    // Of several that come at once each counts those before it.
    db::lock(conn, &format!("request files {}", request.id))?;
    // Counted apart, so that nobody learns of internal files by running into the limit.
    let there = store::of_request(conn, request.id, true)?;
    let there = there.iter().filter(|file| file.visibility == visibility).count();
    if there + files.len() > MOST_FILES {
        return Err(Error::Conflict("request_takes_no_more_files"));
    }
    files.iter().map(|file| write(conn, desk, request, (event, visibility), file)).collect()
}

fn write(
    conn: &mut Conn,
    desk: &Desk<'_>,
    request: &Request,
    (event, visibility): (Id, Visibility),
    file: &Incoming,
) -> Result<RequestFile, Error> {
    let row = RequestFile {
        id: random::id(desk.now),
        request: request.id,
        event,
        facts: Facts {
            name: file.inspected.name.clone(),
            kind: file.inspected.kind,
            media_type: file.inspected.media_type.to_string(),
            size: i64::try_from(file.size).map_err(Error::internal)?,
            sha256: file.sha256.clone(),
            storage_key: file.storage_key.clone(),
        },
        visibility,
        uploaded_by: desk.actor.user(),
        uploaded_by_name: desk.actor.name().to_string(),
        created_at: desk.now,
    };
    store::insert(conn, &row)?;
    let told = json!({
        "attachment_id": row.id, "name": row.facts.name, "kind": row.facts.kind, "size": row.facts.size,
        "sha256": row.facts.sha256, "event_id": event, "visibility": visibility,
    });
    desk.log(conn, request, "attachment.add", (None, Some(told)))?;
    Ok(row)
}
