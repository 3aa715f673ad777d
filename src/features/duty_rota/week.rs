//! A week of the rota: from Monday 00:00 to the next, as the clock on the wall goes.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::platform::db::Moment;
use crate::platform::views::local_date;

/// A week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// Its first day.
    pub monday: NaiveDate,
    zone: Tz,
}

impl Week {
    /// The week of a day.
    pub fn of(day: NaiveDate, zone: Tz) -> Self {
        let back = Days::new(u64::from(day.weekday().num_days_from_monday()));
        Week { monday: day.checked_sub_days(back).unwrap_or(day), zone }
    }

    /// The week of a moment.
    pub fn at(moment: Moment, zone: Tz) -> Self {
        Week::of(local_date(moment.0, zone), zone)
    }

    /// So many weeks later; earlier where that is negative.
    pub fn later(self, weeks: i64) -> Self {
        let monday = self.monday.checked_add_signed(TimeDelta::days(7 * weeks));
        Week { monday: monday.unwrap_or(self.monday), ..self }
    }

    /// Its days; the one after them is the last.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.monday.iter_days().take(7)
    }

    /// When a day begins.
    pub fn midnight(self, day: NaiveDate) -> Moment {
        let wall = day.and_hms_opt(0, 0, 0).unwrap_or_default();
        self.zone
            .from_local_datetime(&wall)
            .earliest()
            .map_or_else(|| wall.and_utc(), |at| at.to_utc())
            .into()
    }

    /// From when until when it goes.
    pub fn bounds(self) -> (Moment, Moment) {
        (self.midnight(self.monday), self.midnight(self.later(1).monday))
    }
}

/// The same time of day, a week later.
pub fn a_week_later(at: Moment, zone: Tz) -> Moment {
    let wall = at.0.with_timezone(&zone).naive_local() + TimeDelta::days(7);
    let later: Option<DateTime<Utc>> = zone.from_local_datetime(&wall).earliest().map(|at| at.to_utc());
    later.map_or_else(|| at.plus(TimeDelta::days(7)), Moment::from)
}
