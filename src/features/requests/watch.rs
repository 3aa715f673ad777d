//! The watch (3.1): a timer that is due is taken by exactly one instance, in the transaction that does what it says. So a
//! restart neither loses nor repeats a warning, and open requests that owe nothing yet cost nothing.

use std::time::Duration;

use serde_json::json;

use crate::domain::notice_words::NoticeKind;
use crate::domain::request_words::{RequestEventKind, Visibility};
use crate::error::Error;
use crate::features::{penalties, service_records};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::jobs::Job;
use crate::platform::services::Services;

use super::store::{self, Line, Target, Timer};
use super::{clocks, service, told};

/// So many timers are looked up at a time.
const HANDFUL: i64 = 100;

/// Tells what is due.
pub const WATCH: Job = Job { name: "watch", rest: Duration::from_secs(1), run: work_off };

fn work_off(services: &Services, now: Moment) -> Result<usize, Error> {
    let due = services.db.read(|conn| store::due(conn, None, now, HANDFUL))?;
    let (mut done, mut trouble) = (0, None);
    for timer in &due {
        match services.db.write(|conn| fire(conn, services, timer, now)) {
            Ok(_) => done += 1,
            // One that cannot be told does not keep the others from being told.
            Err(fault) => trouble = Some(fault),
        }
    }
    match trouble {
        Some(fault) if done == 0 => Err(fault),
        _ => Ok(done),
    }
}

/// Tells that one request was raised, and which of its deadlines have come, before somebody moves it: those hear of it who have
/// it in hand until then, and the timeline is never out of order. The request itself does not change by that.
///
/// # Errors
/// What the database answers.
pub fn catch_up(conn: &mut Conn, services: &Services, request: Id, now: Moment) -> Result<(), Error> {
    let due = store::due(conn, Some(request), now, HANDFUL)?;
    due.iter()
        .filter(|timer| timer.target_id.is_some() || timer.kind == "raised")
        .try_for_each(|timer| fire(conn, services, timer, now).map(drop))
}

/// Tells what came due of one request until `until`, each at its own moment: for sample data, whose clock is in the past.
///
/// # Errors
/// What the database answers.
pub fn watch_until(conn: &mut Conn, services: &Services, request: Id, until: Moment) -> Result<(), Error> {
    while let Some(timer) = store::due(conn, Some(request), until, 1)?.first() {
        fire(conn, services, timer, timer.due_at)?;
    }
    Ok(())
}

/// Does what a timer says, if nobody has; false where somebody has.
fn fire(conn: &mut Conn, services: &Services, timer: &Timer, now: Moment) -> Result<bool, Error> {
    if !store::take(conn, timer.id, now)? {
        return Ok(false);
    }
    match timer.kind.as_str() {
        "confirm" => {
            let mut request = store::any(conn, timer.request_id)?;
            service::confirm_by_silence(conn, &mut request, now)?;
        }
        "raised" => {
            let request = store::any(conn, timer.request_id)?;
            told::raised(conn, services, &request, (request.raised_by, timer.due_at, now))?;
        }
        "record" => overdue_record(conn, timer, now)?,
        store::PENALTY => penalty(conn, services, timer, now)?,
        _ => deadline(conn, services, timer, now)?,
    }
    Ok(true)
}

fn deadline(conn: &mut Conn, services: &Services, timer: &Timer, now: Moment) -> Result<(), Error> {
    let Some(id) = timer.target_id else { return Ok(()) };
    let target = store::target(conn, id)?;
    if target.met_at.is_some() || target.replaced_at.is_some() {
        return Ok(());
    }
    let request = store::any(conn, timer.request_id)?;
    let breach = timer.kind == "breach";
    if breach {
        store::save_target(conn, &Target { breached_at: Some(timer.due_at), ..target.clone() })?;
    }
    let mut to = told::responsible(conn, &request)?;
    if breach || timer.kind == "warn_80" || timer.kind == "send_engineer" {
        to.extend(told::managers(&request));
    }
    if target.clock != clocks::VENDOR {
        to.extend(told::partner(&request));
    }
    if breach {
        to.extend(told::duty(conn, services, &request, now)?);
    }
    if breach && target.expert_group {
        to.extend(told::experts(&request));
    }
    let (kind, notice) = if breach {
        (RequestEventKind::Breach, NoticeKind::DeadlineBreached)
    } else {
        (RequestEventKind::Warning, NoticeKind::DeadlineNear)
    };
    let data = json!({
        "target": target.kind, "clock": target.clock, "due_at": target.due_at, "timer": timer.kind,
        "note": target.note,
    });
    let line = Line { kind, visibility: Visibility::Internal, body: "", data };
    store::insert_event(conn, request.id, None, now, &line)?;
    told::due(conn, &request, notice, (timer.id.to_string(), &to, now))
}

/// Looks what the breaches of the request cost so far, and again when there may be more.
fn penalty(conn: &mut Conn, services: &Services, timer: &Timer, now: Moment) -> Result<(), Error> {
    let request = store::any(conn, timer.request_id)?;
    let id = request.id;
    if let Some(next) = penalties::judge(conn, services, request, now)?
        && !store::has_timer(conn, id, (store::PENALTY, next))?
    {
        store::insert_timers(conn, id, &[(None, store::PENALTY, next)], now)?;
    }
    Ok(())
}

fn overdue_record(conn: &mut Conn, timer: &Timer, now: Moment) -> Result<(), Error> {
    let request = store::any(conn, timer.request_id)?;
    // It may have been handed in before the work was called solved.
    if service_records::filed_for(conn, request.id, request.record_since)? {
        return Ok(());
    }
    let mut to = told::responsible(conn, &request)?;
    to.extend(told::managers(&request));
    let data = json!({ "due_at": timer.due_at, "timer": timer.kind });
    let line = Line { kind: RequestEventKind::Breach, visibility: Visibility::Internal, body: "", data };
    store::insert_event(conn, request.id, None, now, &line)?;
    told::due(conn, &request, NoticeKind::RecordOverdue, (timer.id.to_string(), &to, now))
}
