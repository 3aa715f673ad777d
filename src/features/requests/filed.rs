//! Requests written in one go as they ended up, for the load data of `seed`: the rows that the use-cases leave, without
//! the steps between.

use serde_json::{Value, json};

use crate::access::Actor;
use crate::domain::request_words::{RequestEventKind, Visibility};
use crate::error::Error;
use crate::platform::db::{Conn, Moment};
use crate::platform::random;

use super::clocks;
use super::model::Request;
use super::store::{self, Line, Target};

/// Writes a request with its decision and its beginning; an open one owes a response by its `next_due_at`. The caller
/// answers for its truth.
///
/// # Errors
/// `LostRace` where the number is taken; what the database answers.
pub fn insert_filed(
    conn: &mut Conn,
    request: &Request,
    raiser: &Actor,
    judged: &Value,
    policy_version: i32,
) -> Result<(), Error> {
    store::insert(conn, request)?;
    store::insert_decision(conn, request.id, request.holder, request.reported_at, judged)?;
    let line = Line {
        kind: RequestEventKind::Raised,
        visibility: Visibility::Public,
        body: "",
        data: json!({ "holder": request.holder }),
    };
    store::insert_event(conn, request.id, Some(raiser), request.reported_at, &line)?;
    let Some(due) = request.next_due_at else { return Ok(()) };
    let target = owed(request, due, policy_version);
    store::insert_targets(conn, request.id, std::slice::from_ref(&target))?;
    store::insert_timers(conn, request.id, &[(Some(target.id), "breach", due)], request.reported_at)
}

fn owed(request: &Request, due: Moment, policy_version: i32) -> Target {
    Target {
        id: random::id(request.reported_at),
        clock: clocks::CUSTOMER.into(),
        kind: "respond".into(),
        profile: request.profile.clone(),
        policy_version,
        severity: request.severity,
        tier: String::new(),
        from_at: request.reported_at,
        due_at: Some(due),
        strict: true,
        expert_group: false,
        met_at: None,
        breached_at: None,
        replaced_at: None,
        note: String::new(),
    }
}
