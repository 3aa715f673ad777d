//! Which of the time that somebody worked lies in the day, in the night, at a weekend or on a public holiday (chapters 3.6
//! and 6).
//!
//! The desk's calendar says it. A day that the notice of holidays takes off is a holiday, whatever day of the week; a day
//! without service that is none is weekend; a swapped Saturday (调休) is a day of service like any. On a day of service the
//! time from the first opening up to the last closing is day, the break at noon included, and the rest of it night. What
//! begins at a boundary belongs to what follows. A stretch that is longer than anybody works counts for its first 31 days.
//!
//! Invariant: to the second and without rounding: the four parts together are the length of the stretches.

use chrono::{DateTime, Datelike, Days, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::calendar::{ServiceCalendar, wall_time};
use super::holidays::Holidays;
use super::pricing::Quantity;
use super::words::HourKind;

/// As much of a stretch as is looked at, day by day: beyond it somebody mistyped a year.
const LONGEST: TimeDelta = TimeDelta::days(31);

/// A stretch of work: from a moment up to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Stretch {
    /// Its beginning.
    pub from: DateTime<Utc>,
    /// Its end.
    pub to: DateTime<Utc>,
}

/// Stretches of work with what they come to, in seconds. Stored with the decision, so that holidays imported later change
/// nothing that was billed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct TimeWorked {
    /// When.
    pub stretches: Vec<Stretch>,
    /// Seconds by day.
    pub day: i64,
    /// Seconds at night.
    pub night: i64,
    /// Seconds at weekends.
    pub weekend: i64,
    /// Seconds on public holidays.
    pub holiday: i64,
}

impl TimeWorked {
    /// Sorts the time of `stretches` by the calendar; one that ends no later than it begins is left out, and the end of a very
    /// long one.
    pub fn of(stretches: &[Stretch], calendar: &ServiceCalendar, holidays: &Holidays) -> Self {
        let mut worked = Self::default();
        for stretch in stretches.iter().filter(|it| it.from < it.to) {
            let most = stretch.from.checked_add_signed(LONGEST).unwrap_or(stretch.to);
            let stretch = Stretch { from: stretch.from, to: stretch.to.min(most) };
            worked.add(&stretch, calendar, holidays);
            worked.stretches.push(stretch);
        }
        worked
    }

    /// Day by day on the wall of the calendar; a day is as long as its zone makes it.
    fn add(&mut self, stretch: &Stretch, calendar: &ServiceCalendar, holidays: &Holidays) {
        let first = calendar.wall(stretch.from).date();
        let last = calendar.wall(stretch.to).date();
        for day in first.iter_days().take_while(|day| *day <= last) {
            let midnight = calendar.moment(wall_time(day, 0));
            let Some(next) = day.checked_add_days(Days::new(1)) else { return };
            let whole = overlap(stretch, midnight, calendar.moment(wall_time(next, 0)));
            let keeps = calendar.keeps_holidays();
            let off = |year: &super::holidays::HolidayYear| year.off.binary_search(&day).is_ok();
            if keeps && holidays.year(day.year()).is_some_and(off) {
                self.holiday += whole;
                continue;
            }
            let segments = calendar.segments(day);
            let (Some(opening), Some(closing)) = (segments.first(), segments.last()) else {
                self.weekend += whole;
                continue;
            };
            let opens = calendar.moment(wall_time(day, opening.from));
            let closes = calendar.moment(wall_time(day, closing.to));
            let by_day = overlap(stretch, opens, closes);
            self.day += by_day;
            self.night += whole - by_day;
        }
    }

    /// Seconds of a kind.
    pub const fn seconds(&self, kind: HourKind) -> i64 {
        match kind {
            HourKind::Day => self.day,
            HourKind::Night => self.night,
            HourKind::Weekend => self.weekend,
            HourKind::Holiday => self.holiday,
        }
    }

    /// `minutes` of labour divided among the kinds in the proportion of the times worked, exactly; what has none of them is
    /// left out. Where the labour is as long as the times, each kind has its very seconds.
    pub fn share(&self, minutes: u32) -> Vec<(HourKind, Quantity)> {
        let total: i64 = HourKind::ALL.iter().map(|kind| self.seconds(*kind)).sum();
        let mut shares = Vec::new();
        for kind in HourKind::ALL {
            let seconds = self.seconds(*kind);
            if seconds == 0 {
                continue;
            }
            let quantity = if seconds == total {
                Quantity::minutes(minutes)
            } else {
                // Minutes × seconds: at most 2^32 × 2^29, which always fits.
                reduced(i64::from(minutes) * seconds, 60 * total)
            };
            shares.push((*kind, quantity));
        }
        shares
    }
}

fn overlap(stretch: &Stretch, from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
    (stretch.to.min(to) - stretch.from.max(from)).num_seconds().max(0)
}

/// The same quantity in minutes where it is whole minutes, else in the lowest terms.
fn reduced(count: i64, per: i64) -> Quantity {
    let (mut a, mut b) = (count, per);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    let (count, per) = if a == 0 { (count, per) } else { (count / a, per / a) };
    if per != 0 && 60 % per == 0 {
        Quantity { count: count * (60 / per), per: 60 }
    } else {
        Quantity { count, per }
    }
}
