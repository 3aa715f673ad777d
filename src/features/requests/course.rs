//! How a request went against what was promised, for whoever judges what a breach costs (3.4).

use crate::domain::deadline::Pause;
use crate::error::Error;
use crate::features::{organisations, users};
use crate::platform::db::{Conn, Id, Moment};

use super::clocks;
use super::model::Request;
use super::store::{self, Target};

/// How a request went.
#[derive(Debug)]
pub struct Course {
    /// When the vendor owed a response from: the report, or the moment at which an agent handed it on.
    pub since: Moment,
    /// When the response came; nothing where none did, outer nothing where none was promised.
    pub answered: Option<Option<Moment>>,
    /// The moment by which the customer was promised a solution, the first that was missed where it was promised another one
    /// later; nothing where none was, or where the clock stood still.
    pub promised: Option<Moment>,
    /// When it was solved, where it is.
    pub solved: Option<Moment>,
    /// When it was closed or given up.
    pub ended: Option<Moment>,
    /// When its clocks stood still.
    pub pauses: Vec<Pause>,
}

/// When the vendor heard of a request as it stands: at its report, or later where somebody else wrote it down, or changed its kind
/// or severity. Nobody is late for what they could not know. Three statements.
///
/// # Errors
/// What the database answers.
pub fn known(conn: &mut Conn, request: &Request) -> Result<Moment, Error> {
    let written = store::written(conn, request.id)?;
    let people: Vec<Id> = written.iter().map(|(by, _)| *by).collect();
    let vendor = organisations::vendor(conn)?;
    let own = users::members(conn, vendor, &people)?;
    let foreign = written.into_iter().filter(|(by, _)| !own.contains(by)).map(|(_, at)| at);
    Ok(foreign.chain([request.reported_at]).max().unwrap_or(request.reported_at))
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
    // What was breached stays breached, whatever is promised instead (3.1); a severity that was put right was another promise.
    let missed_or_holds = |it: &&Target| {
        let missed = it.breached_at.is_some() && it.severity == request.severity;
        it.clock == clocks::CUSTOMER && it.kind == "resolve" && (it.replaced_at.is_none() || missed)
    };
    let clock = if request.escalated_at.is_some() { clocks::VENDOR } else { clocks::CUSTOMER };
    let pauses = clocks::pauses(conn, request.id)?;
    Ok(Course {
        since: clocks::begin(request, clock),
        answered: holds(clock, "respond").map(|target| target.met_at),
        promised: targets.iter().filter(missed_or_holds).filter_map(|target| target.due_at).min(),
        solved: request.resolved_at,
        ended: request.ended_at,
        pauses,
    })
}
