//! How a request went against what was promised, for whoever judges what a breach costs (3.4).

use crate::domain::deadline::Pause;
use crate::error::Error;
use crate::platform::db::{Conn, Moment};

use super::clocks;
use super::model::Request;
use super::store;

/// How a request went.
#[derive(Debug)]
pub struct Course {
    /// When the vendor owed a response from: the report, or the moment at which an agent handed it on.
    pub since: Moment,
    /// When the response came; nothing where none did, outer nothing where none was promised.
    pub answered: Option<Option<Moment>>,
    /// The moment by which the customer was promised a solution; nothing where none was, or where the clock stood still.
    pub promised: Option<Moment>,
    /// When it was solved, where it is.
    pub solved: Option<Moment>,
    /// When it was closed or given up.
    pub ended: Option<Moment>,
    /// When its clocks stood still.
    pub pauses: Vec<Pause>,
}

/// How a request went. Two statements.
///
/// # Errors
/// What the database answers.
pub fn course(conn: &mut Conn, request: &Request) -> Result<Course, Error> {
    let targets = store::targets(conn, request.id)?;
    let holds = |clock: &str, kind: &str| {
        targets.iter().rfind(|it| it.replaced_at.is_none() && it.clock == clock && it.kind == kind)
    };
    let clock = if request.escalated_at.is_some() { clocks::VENDOR } else { clocks::CUSTOMER };
    let pauses = store::pauses(conn, request.id)?;
    Ok(Course {
        since: clocks::begin(request, clock),
        answered: holds(clock, "respond").map(|target| target.met_at),
        promised: holds(clocks::CUSTOMER, "resolve").and_then(|target| target.due_at),
        solved: request.resolved_at,
        ended: request.ended_at,
        pauses: pauses
            .into_iter()
            .map(|(from, to, _)| Pause { from: from.0, to: to.map(|to| to.0) })
            .collect(),
    })
}
