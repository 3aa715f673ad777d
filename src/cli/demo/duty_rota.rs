//! The duty rota of the demo: nights and weekends of both service points, from two weeks ago to two weeks ahead. The last
//! week of 北京 is still to be planned.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Weekday};
use serde_json::json;

use crate::error::Error;
use crate::features::duty_rota;
use crate::platform::db::{Conn, Moment};
use crate::platform::services::Services;
use crate::platform::views::local_date;

use super::people::Cast;

/// A service point, the two who take turns there, and how many weeks are planned.
const POINTS: &[(&str, [&str; 2], u64)] = &[
    ("440300", ["engineer@vendor.example", "product@vendor.example"], 5),
    ("110000", ["specialist@vendor.example", "manager@vendor.example"], 4),
];
/// When the desk closes and opens (3.6).
const CLOSES: (u32, u32) = (18, 0);
const OPENS: (u32, u32) = (8, 30);

/// Plans the weeks, as the service manager did before they began.
///
/// # Errors
/// What the use-case refuses; a test proves that it refuses nothing.
pub fn fill(conn: &mut Conn, services: &Services, cast: &Cast, now: Moment) -> Result<(), Error> {
    let manager = cast.person("manager@vendor.example")?;
    let today = local_date(now.0, services.settings.time_zone);
    let back = u64::from(today.weekday().num_days_from_monday()) + 14;
    let monday = today.checked_sub_days(Days::new(back)).unwrap_or(today);
    let planned = at(services, monday, OPENS)?.plus(-TimeDelta::days(3));
    for (city, people, weeks) in POINTS {
        for (number, day) in (0..weeks * 7).zip(monday.iter_days()) {
            let (from, to) = stretch(services, day)?;
            let user = cast.person(people[turn(day, number)])?.user();
            let body = json!({ "city": city, "user_id": user, "from": from, "to": to });
            duty_rota::add(conn, services, manager, &body, planned)?;
        }
    }
    Ok(())
}

/// While the desk is closed: a night of the week, a whole day of its end.
fn stretch(services: &Services, day: NaiveDate) -> Result<(Moment, Moment), Error> {
    let next = day.succ_opt().unwrap_or(day);
    let begin = if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) { OPENS } else { CLOSES };
    Ok((at(services, day, begin)?, at(services, next, OPENS)?))
}

/// Nights in turns; a weekend is one person's.
fn turn(day: NaiveDate, number: u64) -> usize {
    let week = number / 7;
    let turns = if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) { week } else { number };
    usize::from(turns % 2 == 1)
}

fn at(services: &Services, day: NaiveDate, (hour, minute): (u32, u32)) -> Result<Moment, Error> {
    let wall = NaiveTime::from_hms_opt(hour, minute, 0).map(|time| day.and_time(time));
    let zone = services.settings.time_zone;
    let at = wall.and_then(|wall| zone.from_local_datetime(&wall).earliest());
    at.map(|at| at.to_utc().into()).ok_or_else(|| Error::internal("no such time of day"))
}
