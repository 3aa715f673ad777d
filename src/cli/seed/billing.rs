//! The load data's bills: every charge confirmed on the day after its birth, and a statement for each payer and month.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use chrono_tz::Tz;

use crate::access::{Action, Actor};
use crate::cli::say;
use crate::error::Error;
use crate::features::charges::{self, Waiting};
use crate::features::statements;
use crate::platform::db::{Db, Id, Moment};

/// So many charges are confirmed in one transaction.
const HANDFUL: i64 = 2000;

/// Whose charges wait for a statement, and when the last of its month was confirmed.
type Months = BTreeSet<(String, Id)>;

/// What was made.
#[derive(Debug, Default)]
pub struct Billed {
    /// Charges that were confirmed.
    pub charges: usize,
    /// Statements that were issued.
    pub statements: usize,
}

/// Confirms what waits, and issues the statements.
///
/// # Errors
/// What the database answers.
pub fn bill(db: &Db, clerk: &Actor, zone: Tz, now: Moment) -> Result<Billed, Error> {
    let (mut billed, mut months, mut last) = (Billed::default(), Months::new(), None);
    loop {
        let found = db.read(|conn| charges::waiting_after(conn, last, HANDFUL))?;
        let Some(end) = found.last() else { break };
        last = Some(end.id);
        billed.charges += db.write(|conn| {
            let scope = clerk.may(Action::ConfirmCharges)?;
            let mut done = 0;
            for charge in &found {
                let picked = [(charge.id, charge.version)];
                let at = the_next_day(charge, now);
                done += charges::confirm_all(conn, clerk, &scope, at, zone, &picked)?.0;
            }
            Ok(done)
        })?;
        months.extend(found.iter().map(|it| (charges::month_of(the_next_day(it, now), zone), it.payer)));
        say::note(&format!("{} charges confirmed", billed.charges));
    }
    for (month, payer) in months {
        let issued = db.write(|conn| statements::issue_for(conn, clerk, now, payer, &month))?;
        billed.statements += usize::from(issued.is_some());
    }
    Ok(billed)
}

fn the_next_day(charge: &Waiting, now: Moment) -> Moment {
    charge.created_at.plus(TimeDelta::days(1)).min(now)
}
