//! Reminders (chapter 6): when a statement is due, and 14 and 30 days later, its payer is told.

use std::time::Duration;

use diesel::prelude::*;

use crate::domain::notice_words::NoticeKind;
use crate::error::Error;
use crate::features::notices::{self, Event, Object};
use crate::features::statements::{self, Open};
use crate::features::users::Whom;
use crate::platform::db::schema::statement_reminders as t;
use crate::platform::db::{Conn, Moment, savepoint};
use crate::platform::jobs::Job;
use crate::platform::services::Services;

use super::model::Terms;

/// So many days after a statement was due its payer is reminded.
const STEPS: [u16; 3] = [0, 14, 30];
/// So many reminders are sent at a time.
const HANDFUL: i64 = 100;
/// The step of a statement whose payer was not reminded yet.
const NEVER: i32 = -1;

/// Reminds of what is due.
pub const REMIND: Job = Job { name: "reminders", rest: Duration::from_secs(60), run: work_off };

fn work_off(services: &Services, now: Moment) -> Result<usize, Error> {
    let terms = Terms::at(now, services.settings.time_zone, services.settings.payment_term_days);
    let due = services.db.read(|conn| due(conn, &terms))?;
    for (statement, step) in &due {
        services.db.write(|conn| remind(conn, now, statement, *step))?;
    }
    Ok(due.len())
}

/// The statements whose payers are to be reminded, each with its step: the latest that has come, so that whoever starts the
/// portal after a long time is not reminded three times at once. One statement of SQL for each step, which finds what is
/// to be reminded of and nothing else.
///
/// # Errors
/// What the database answers.
pub fn due(conn: &mut Conn, terms: &Terms) -> Result<Vec<(Open, u16)>, Error> {
    let mut found: Vec<(Open, u16)> = Vec::new();
    let mut before = NEVER;
    for next in STEPS {
        let Some(cut) = terms.due_since(next) else { break };
        for statement in statements::reminded_to(conn, before, cut, HANDFUL)? {
            let days = terms.overdue(statement.issued_at);
            let latest = STEPS.into_iter().rev().find(|step| i64::from(*step) <= days);
            found.extend(latest.map(|step| (statement, step)));
        }
        before = i32::from(next);
    }
    Ok(found)
}

/// Writes that the payer is reminded, and reminds it, in one transaction; nothing where somebody else has, or where it was
/// paid in the meantime.
fn remind(conn: &mut Conn, now: Moment, statement: &Open, step: u16) -> Result<(), Error> {
    if statements::standing(conn, statement.id)?.open_fen == 0 {
        return Ok(());
    }
    let row = (t::statement_id.eq(statement.id), t::step.eq(i32::from(step)), t::at.eq(now));
    match savepoint(conn, |conn| Ok(diesel::insert_into(t::table).values(row).execute(conn)?)) {
        Ok(_) => statements::set_reminded(conn, statement.id, i32::from(step))?,
        Err(Error::Duplicate(_)) => return Ok(()),
        Err(other) => return Err(other),
    }
    let event = Event {
        kind: NoticeKind::StatementOverdue,
        by: None,
        object: Object { kind: "statement", id: Some(statement.id), number: &statement.number },
        occasion: format!("+{step}"),
        to: &[Whom::WhoPayFor(statement.payer_id)],
        count: 1,
    };
    notices::tell(conn, now, &event)
}
