//! Looking at one request: what its breaches cost so far is proposed, and when to look again is said.

use chrono::TimeDelta;

use crate::domain::deadline::Pause;
use crate::domain::penalty::{Clause, Stretch};
use crate::error::Error;
use crate::features::credits::{self, Proposed};
use crate::features::requests::{self, Course, Request};
use crate::platform::db::{Conn, Moment};
use crate::platform::services::Services;

use super::terms::{self, Agreed};

/// After so long it is looked again whether there is room below the cap.
const AGAIN: TimeDelta = TimeDelta::days(1);

/// Proposes what the breaches of a request cost and was not proposed for it before; answers when more may become known without
/// anybody moving the request.
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
    let next = [bench.response(conn)?, bench.recovery(conn)?];
    Ok(next.into_iter().flatten().min())
}

/// A request, the terms that hold for it, and how it went.
struct Bench<'a> {
    services: &'a Services,
    request: &'a Request,
    of: &'a Agreed,
    course: &'a Course,
    now: Moment,
}

impl Bench<'_> {
    /// No response within the hours agreed. While there still may be one, the moment after which it is too late.
    fn response(&self, conn: &mut Conn) -> Result<Option<Moment>, Error> {
        let terms = &self.of.of.terms;
        let (Some(hours), Some(_)) = (terms.no_response_hours, terms.no_response_percent) else {
            return Ok(None);
        };
        let Some(answered) = self.course.answered else { return Ok(None) };
        // What is closed or given up needs no response any more.
        let until = answered.into_iter().chain(self.course.ended).min();
        let since = self.course.since.max(self.of.known);
        let late = since.plus(TimeDelta::hours(hours.into()) + TimeDelta::seconds(1));
        if until.is_none() && self.now < late {
            return Ok(Some(late));
        }
        self.propose(conn, Clause::NoResponse, (since, until.unwrap_or(self.now)))
    }

    /// Started days or hours between the promised moment and the recovery, once that is known; what was given up unsolved ended
    /// there.
    fn recovery(&self, conn: &mut Conn) -> Result<Option<Moment>, Error> {
        let ended = self.course.solved.or(self.course.ended);
        let (Some(promised), Some(ended)) = (self.course.promised, ended) else { return Ok(None) };
        let terms = &self.of.of.terms;
        let mut next = None;
        for clause in Clause::ALL.iter().filter(|clause| !clause.is_once() && terms.agrees(**clause)) {
            next = self.propose(conn, *clause, (promised, ended))?.or(next);
        }
        Ok(next)
    }

    /// Proposes one clause; answers when to look again.
    fn propose(
        &self,
        conn: &mut Conn,
        clause: Clause,
        (from, until): (Moment, Moment),
    ) -> Result<Option<Moment>, Error> {
        let mut breached = terms::breached(self.services, self.request, self.of, (clause, from, until))?;
        if !clause.is_once() {
            breached.facts.pauses = self.course.pauses.iter().map(|pause| closed(pause, until)).collect();
        }
        // Most requests are in time: those take no lock.
        if breached.facts.reckon().map_err(Error::internal)?.count == 0 {
            return Ok(None);
        }
        match credits::propose_penalty(conn, self.services, None, self.now, breached)? {
            // Others that nobody has decided on fill the cap: where one of them is refused, there is room.
            Proposed::NoRoom { undecided: true } => Ok(Some(self.now.plus(AGAIN))),
            _ => Ok(None),
        }
    }
}

/// A pause as far as it matters until a moment.
fn closed(pause: &Pause, until: Moment) -> Stretch {
    Stretch { from: pause.from, to: pause.to.unwrap_or(until.0) }
}
