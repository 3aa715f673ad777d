//! Looking at one request: what its breaches cost so far is proposed, and when to look again is said.

use chrono::TimeDelta;

use crate::domain::deadline::Pause;
use crate::domain::penalty::{Clause, Stretch};
use crate::error::Error;
use crate::features::contracts::Penalties;
use crate::features::credits;
use crate::features::requests::{self, Course, Request};
use crate::platform::db::{Conn, Moment};
use crate::platform::services::Services;

use super::terms;

/// Proposes what the breaches of a request cost, once for each clause; answers when the next may become known without anybody
/// moving the request.
///
/// # Errors
/// What the database answers.
pub fn judge(
    conn: &mut Conn,
    services: &Services,
    request: Request,
    now: Moment,
) -> Result<Option<Moment>, Error> {
    let Some(of) = terms::of(conn, services, &request)? else { return Ok(None) };
    let course = requests::course(conn, &request)?;
    let bench = Bench { services, request: &request, of: &of, course: &course, now };
    let next = bench.response(conn)?;
    bench.recovery(conn)?;
    Ok(next)
}

/// A request, the terms that hold for it, and how it went.
struct Bench<'a> {
    services: &'a Services,
    request: &'a Request,
    of: &'a Penalties,
    course: &'a Course,
    now: Moment,
}

impl Bench<'_> {
    /// No response within the hours agreed. While there still may be one, the moment after which it is too late.
    fn response(&self, conn: &mut Conn) -> Result<Option<Moment>, Error> {
        let terms = &self.of.terms;
        let (Some(hours), Some(_)) = (terms.no_response_hours, terms.no_response_percent) else {
            return Ok(None);
        };
        let Some(answered) = self.course.answered else { return Ok(None) };
        // What is closed or given up needs no response any more.
        let until = answered.into_iter().chain(self.course.ended).min();
        let late = self.course.since.plus(TimeDelta::hours(hours.into()) + TimeDelta::seconds(1));
        if until.is_none() && self.now < late {
            return Ok(Some(late));
        }
        self.propose(conn, Clause::NoResponse, (self.course.since, until.unwrap_or(self.now)))?;
        Ok(None)
    }

    /// Started days or hours between the promised moment and the recovery, once that is known.
    fn recovery(&self, conn: &mut Conn) -> Result<(), Error> {
        let (Some(promised), Some(solved)) = (self.course.promised, self.course.solved) else {
            return Ok(());
        };
        if self.of.terms.late_day_percent.is_some() {
            self.propose(conn, Clause::LateDay, (promised, solved))?;
        }
        if self.of.terms.late_hour_fen.is_some() {
            self.propose(conn, Clause::LateHour, (promised, solved))?;
        }
        Ok(())
    }

    fn propose(&self, conn: &mut Conn, clause: Clause, (from, until): (Moment, Moment)) -> Result<(), Error> {
        let mut breached = terms::breached(self.services, self.request, self.of, (clause, from, until))?;
        breached.facts.pauses = self.course.pauses.iter().map(|pause| closed(pause, until)).collect();
        // Most requests are in time: those take no lock.
        if breached.facts.reckon().map_err(Error::internal)?.count == 0 {
            return Ok(());
        }
        credits::propose_penalty(conn, self.services, None, self.now, breached).map(drop)
    }
}

/// A pause as far as it matters until a moment.
fn closed(pause: &Pause, until: Moment) -> Stretch {
    Stretch { from: pause.from, to: pause.to.unwrap_or(until.0) }
}
