//! Reminders (2.5): 60 and 30 days before a contract ends, whoever pays, whoever cares for the customer and whoever bills are
//! told.

use std::time::Duration;

use chrono::{Days, NaiveDate};

use crate::domain::notice_words::NoticeKind;
use crate::domain::record_words::Role;
use crate::error::Error;
use crate::features::customers;
use crate::features::notices::{self, Event, Object};
use crate::features::users::Whom;
use crate::platform::db::{Conn, Moment};
use crate::platform::jobs::Job;
use crate::platform::services::Services;
use crate::platform::views::local_date;

use super::model::Row;
use super::store;

/// So many days before the end people are reminded, and for how many days after that a reminder that was missed still is one:
/// until the next takes its place.
const STEPS: [(i32, u64, u64); 2] = [(60, 31, 60), (30, 0, 30)];
/// So many reminders are looked up at a time.
const HANDFUL: i64 = 100;

/// Reminds of what ends soon.
pub const REMIND: Job = Job { name: "contract_reminders", rest: Duration::from_secs(60), run: work_off };

fn work_off(services: &Services, now: Moment) -> Result<usize, Error> {
    let today = local_date(now.0, services.settings.time_zone);
    let mut done = 0;
    for (step, nearest, farthest) in STEPS {
        let (Some(from), Some(until)) = (ahead(today, nearest), ahead(today, farthest)) else { continue };
        let due = services.db.read(|conn| store::ending(conn, (&from, &until), step, HANDFUL))?;
        for contract in &due {
            services.db.write(|conn| remind(conn, now, contract, step))?;
        }
        done += due.len();
    }
    Ok(done)
}

fn ahead(today: NaiveDate, days: u64) -> Option<String> {
    Some(today.checked_add_days(Days::new(days))?.to_string())
}

/// Writes that people are reminded, and reminds them, in one transaction; nothing where somebody else has, or where the
/// contract stands otherwise by now.
fn remind(conn: &mut Conn, now: Moment, contract: &Row, step: i32) -> Result<(), Error> {
    if !store::still(conn, contract)? || !store::insert_reminder(conn, contract.id, step, now)? {
        return Ok(());
    }
    let mut to = vec![Whom::All(Role::Billing), Whom::All(Role::ServiceManager)];
    to.extend(contract.payer_id.map(Whom::WhoPayFor));
    to.extend(customers::account_manager(conn, contract.customer_id)?.map(Whom::Person));
    let event = Event {
        kind: NoticeKind::ContractEnding,
        by: None,
        object: Object { kind: "contract", id: Some(contract.id), number: &contract.number },
        occasion: format!("-{step}"),
        to: &to,
        count: 1,
    };
    notices::tell(conn, now, &event)
}
