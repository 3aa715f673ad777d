//! What happens to a request: the lines of its timeline, its decisions, its pauses.

use diesel::prelude::*;
use serde_json::Value;

use crate::access::Actor;
use crate::domain::request_words::{Holder, RequestEventKind, Visibility};
use crate::error::Error;
use crate::platform::db::schema::{request_decisions as d, request_events as e, request_pauses as p};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::random;

/// A line to be added to a timeline.
#[derive(Debug)]
pub struct Line<'a> {
    /// What.
    pub kind: RequestEventKind,
    /// Who reads it.
    pub visibility: Visibility,
    /// In words.
    pub body: &'a str,
    /// What belongs to it.
    pub data: Value,
}

/// Adds a line to a timeline; nobody stands behind what the portal does itself.
///
/// # Errors
/// What the database answers.
pub fn insert_event(
    conn: &mut Conn,
    request: Id,
    by: Option<&Actor>,
    now: Moment,
    line: &Line<'_>,
) -> Result<Id, Error> {
    let id = random::id(now);
    diesel::insert_into(e::table)
        .values((
            e::id.eq(id),
            e::request_id.eq(request),
            e::at.eq(now),
            e::kind.eq(line.kind.as_str()),
            e::visibility.eq(line.visibility.as_str()),
            e::actor_id.eq(by.map(Actor::user)),
            e::actor_name.eq(by.map_or("", Actor::name)),
            e::actor_organisation.eq(by.map_or("", Actor::organisation_name)),
            e::body.eq(line.body),
            e::data.eq(&line.data),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Who wrote down what a request is: whoever raised it, and whoever changed its kind or severity since; and when.
///
/// # Errors
/// What the database answers.
pub fn written(conn: &mut Conn, request: Id) -> Result<Vec<(Id, Moment)>, Error> {
    let kinds = [RequestEventKind::Raised.as_str(), RequestEventKind::Edited.as_str()];
    let lines: Vec<(String, Option<Id>, Moment, Value)> = e::table
        .filter(e::request_id.eq(request))
        .filter(e::kind.eq_any(kinds))
        .select((e::kind, e::actor_id, e::at, e::data))
        .load(conn)?;
    let moved = |data: &Value| {
        let changed = data.get("fields").and_then(Value::as_array);
        changed.is_some_and(|names| names.iter().any(|name| name == "kind" || name == "severity"))
    };
    let raised = RequestEventKind::Raised.as_str();
    let told = lines.into_iter().filter(|(kind, _, _, data)| kind == raised || moved(data));
    Ok(told.filter_map(|(_, by, at, _)| Some((by?, at))).collect())
}

/// Keeps what the matrix said.
///
/// # Errors
/// What the database answers.
pub fn insert_decision(
    conn: &mut Conn,
    request: Id,
    holder: Holder,
    now: Moment,
    judged: &Value,
) -> Result<(), Error> {
    diesel::insert_into(d::table)
        .values((
            d::id.eq(random::id(now)),
            d::request_id.eq(request),
            d::at.eq(now),
            d::holder.eq(holder.as_str()),
            d::judged.eq(judged),
        ))
        .execute(conn)?;
    Ok(())
}

/// What the matrix said, oldest first: for whom, and the decision with its input.
///
/// # Errors
/// What the database answers.
pub fn decisions(conn: &mut Conn, request: Id) -> Result<Vec<(Holder, Value)>, Error> {
    Ok(d::table
        .filter(d::request_id.eq(request))
        .order((d::at, d::id))
        .select((d::holder, d::judged))
        .load(conn)?)
}

/// Begins a pause.
///
/// # Errors
/// What the database answers.
pub fn pause(conn: &mut Conn, request: Id, now: Moment, reason: &str) -> Result<(), Error> {
    diesel::insert_into(p::table)
        .values((
            p::id.eq(random::id(now)),
            p::request_id.eq(request),
            p::began_at.eq(now),
            p::reason.eq(reason),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends the pause that runs, where one does.
///
/// # Errors
/// What the database answers.
pub fn resume(conn: &mut Conn, request: Id, now: Moment) -> Result<(), Error> {
    diesel::update(p::table.filter(p::request_id.eq(request)).filter(p::ended_at.is_null()))
        .set(p::ended_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// The pauses of a request, oldest first: from, to, and why.
///
/// # Errors
/// What the database answers.
pub fn pauses(conn: &mut Conn, request: Id) -> Result<Vec<(Moment, Option<Moment>, String)>, Error> {
    Ok(p::table
        .filter(p::request_id.eq(request))
        .order((p::began_at, p::id))
        .select((p::began_at, p::ended_at, p::reason))
        .load(conn)?)
}
