//! What a shift must be before it is written: at a service point, of somebody who serves, neither absurd nor at once with
//! another of theirs.

use chrono::TimeDelta;
use serde_json::json;

use crate::access::Actor;
use crate::access::audit::{self, Entry};
use crate::domain::policy::Policy;
use crate::error::Error;
use crate::features::users::Card;
use crate::platform::db::{Conn, Moment, lock};
use crate::platform::fields::FaultCode;
use crate::platform::random;
use crate::platform::services::Services;

use super::model::Row;
use super::store;
use super::week::Week;

/// The longest shift: a week.
const LONGEST: TimeDelta = TimeDelta::days(7);
/// The shortest.
const SHORTEST: TimeDelta = TimeDelta::minutes(30);
/// How far ahead people are put on duty; what is further is a slip of the pen.
const AHEAD: TimeDelta = TimeDelta::days(366);
/// So many shifts touch a week of a service point at most: what a page of a week shows is all there is.
pub const MOST_A_WEEK: i64 = 100;

/// The code of a city where there is a service point now.
pub fn point(policy: &Policy, city: &str, now: Moment) -> Result<String, Error> {
    let found = policy.cities.find(city).and_then(|city| policy.service_points.in_city(city.code, now.0));
    found
        .map(|point| point.city.to_string())
        .ok_or_else(|| Error::field("city", FaultCode::new("no_service_point")))
}

/// Whether a shift may go from when to when.
fn sensible((from, to): (Moment, Moment), now: Moment) -> Result<(), Error> {
    let fault = |field, code| Err(Error::field(field, FaultCode::new(code)));
    if to <= from {
        return fault("to", "ends_before_start");
    }
    if to < from.plus(SHORTEST) {
        return fault("to", "shift_too_short");
    }
    if to > from.plus(LONGEST) {
        return fault("to", "shift_too_long");
    }
    if to <= now {
        return fault("to", "shift_is_over");
    }
    if from > now.plus(AHEAD) {
        return fault("from", "too_far_ahead");
    }
    Ok(())
}

/// Writes a shift of `who` at the service point of `city`.
///
/// # Errors
/// `Invalid` where it may not be.
pub fn put(
    conn: &mut Conn,
    (services, actor, now): (&Services, &Actor, Moment),
    (city, who): (&str, &Card),
    (from, to): (Moment, Moment),
) -> Result<Row, Error> {
    sensible((from, to), now)?;
    // Two who change the rota at once must not both put the same person on duty.
    lock(conn, "duty rota")?;
    if store::is_taken(conn, who.id, from, to)? {
        return Err(Error::field("user_id", FaultCode::new("on_duty_already")));
    }
    let zone = services.settings.time_zone;
    let (first, last) = (Week::at(from, zone), Week::at(to.plus(TimeDelta::seconds(-1)), zone));
    for week in [Some(first), Some(last).filter(|last| *last != first)].into_iter().flatten() {
        if store::count(conn, city, week.bounds())? >= MOST_A_WEEK {
            return Err(Error::field("from", FaultCode::new("week_is_full")));
        }
    }
    let row =
        Row { id: random::id(now), city: city.to_string(), user_id: who.id, from_at: from, until_at: to };
    store::insert(conn, &row)?;
    log(conn, (actor, now), "duty_shift.create", &row, &who.name)?;
    Ok(row)
}

/// Writes down who did what to a shift.
///
/// # Errors
/// What the database answers.
pub fn log(
    conn: &mut Conn,
    (actor, now): (&Actor, Moment),
    action: &'static str,
    row: &Row,
    name: &str,
) -> Result<(), Error> {
    let what = json!({ "city": row.city, "user_id": row.user_id, "from": row.from_at, "to": row.until_at });
    let (before, after) = if action == "duty_shift.remove" { (Some(what), None) } else { (None, Some(what)) };
    let object = Some(row.id);
    audit::write(
        conn,
        actor,
        now,
        Entry { action, object_kind: "duty_shift", object, label: name, before, after },
    )
}
