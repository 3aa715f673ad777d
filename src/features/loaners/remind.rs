//! Whoever handed a loaner over is told once when it should have been back (2.5); where they are not there any more, or do not
//! serve the customer any more, those who answer for it.

use std::time::Duration;

use crate::domain::notice_words::NoticeKind;
use crate::domain::record_words::Role;
use crate::error::Error;
use crate::features::customers;
use crate::features::notices::{self, Event, Object};
use crate::features::users::{self, Whom};
use crate::platform::db::{Conn, Moment};
use crate::platform::jobs::Job;
use crate::platform::services::Services;
use crate::platform::views::local_date;

use super::model::Loaner;
use super::store;

/// So many are looked up at a time.
const HANDFUL: i64 = 100;

/// Tells of loaners that are overdue.
pub const REMIND: Job = Job { name: "loaner_reminders", rest: Duration::from_secs(60), run: work_off };

fn work_off(services: &Services, now: Moment) -> Result<usize, Error> {
    let today = local_date(now.0, services.settings.time_zone).to_string();
    let late = services.db.read(|conn| store::late(conn, &today, HANDFUL))?;
    for loaner in &late {
        services.db.write(|conn| remind(conn, now, loaner))?;
    }
    Ok(late.len())
}

/// Writes that somebody is told, and tells them, in one transaction; nothing where another instance has, or where the loaner
/// stands otherwise by now.
fn remind(conn: &mut Conn, now: Moment, loaner: &Loaner) -> Result<(), Error> {
    if !store::still(conn, loaner)? || !store::insert_reminder(conn, loaner.id, now)? {
        return Ok(());
    }
    let to = responsible(conn, loaner)?;
    let event = Event {
        kind: NoticeKind::LoanerOverdue,
        by: None,
        object: Object { kind: "loaner", id: Some(loaner.id), number: &loaner.number },
        occasion: "overdue".into(),
        to: &to,
        count: 1,
    };
    notices::tell(conn, now, &event)
}

/// Whoever handed it over; else the managers of the side that lent it, as far as that side still sees the customer.
fn responsible(conn: &mut Conn, loaner: &Loaner) -> Result<Vec<Whom>, Error> {
    let owners = customers::briefs(conn, std::iter::once(loaner.customer_id))?;
    let agent = owners.get(&loaner.customer_id).and_then(|owner| owner.agent_id);
    if !loaner.by_vendor && agent != Some(loaner.organisation_id) {
        return Ok(vec![Whom::All(Role::ServiceManager)]);
    }
    if let Some(person) = loaner.lent_by.map(Whom::Person)
        && !users::reachable(conn, &[person])?.is_empty()
    {
        return Ok(vec![person]);
    }
    Ok(vec![if loaner.by_vendor {
        Whom::All(Role::ServiceManager)
    } else {
        Whom::Of(loaner.organisation_id, Role::AgentManager)
    }])
}
