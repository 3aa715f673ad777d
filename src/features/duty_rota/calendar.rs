//! A week of shifts as the page shows it, day by day.

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use serde::Serialize;

use crate::platform::db::{Id, Moment};
use crate::platform::views::local_date;

use super::model::Shift;
use super::week::Week;

/// What of a shift lies within a day.
#[derive(Debug, Serialize)]
pub struct Entry {
    id: Id,
    user_name: String,
    qualified: bool,
    /// From and to on this day, as the clock on the wall shows it.
    begins: String,
    ends: String,
    /// The whole shift, where it goes beyond the day.
    whole: Option<(Moment, Moment)>,
    now: bool,
    /// Whether this is the first day of the week on which it shows: there it can be removed.
    first: bool,
}

/// A day.
#[derive(Debug, Serialize)]
pub struct Day {
    date: String,
    today: bool,
    weekday: String,
    entries: Vec<Entry>,
}

/// The days of a week with what lies within each.
pub fn days(week: Week, shifts: &[Shift], (now, zone): (Moment, Tz)) -> Vec<Day> {
    let today = local_date(now.0, zone);
    let day = |date: NaiveDate| {
        let (begins, ends) = (week.midnight(date), week.midnight(date.succ_opt().unwrap_or(date)));
        let clock = |at: Moment| at.0.with_timezone(&zone).format("%H:%M").to_string();
        let entry = |shift: &Shift| Entry {
            id: shift.id,
            user_name: shift.user_name.clone(),
            qualified: shift.qualified,
            begins: clock(shift.from.max(begins)),
            ends: if shift.to < ends { clock(shift.to) } else { "24:00".into() },
            whole: (shift.from < begins || ends < shift.to).then_some((shift.from, shift.to)),
            now: shift.now && date == today,
            first: begins <= shift.from || date == week.monday,
        };
        let touches = |shift: &&Shift| shift.from < ends && begins < shift.to;
        Day {
            date: date.to_string(),
            today: date == today,
            weekday: date.weekday().number_from_monday().to_string(),
            entries: shifts.iter().filter(touches).map(entry).collect(),
        }
    };
    week.days().map(day).collect()
}
