//! Whole days: from the report, or the next opening, on; only days with service count, and those count whole.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, Utc};

use super::Why;
use super::walk::Stretch;
use crate::domain::calendar::{DayKind, ServiceCalendar};

/// The stretches of the clock on the wall since `reported`.
pub(super) fn from(calendar: &ServiceCalendar, reported: DateTime<Utc>) -> impl Iterator<Item = Stretch> {
    let wall = calendar.wall(reported);
    let start =
        if calendar.is_open(wall) { wall } else { calendar.next_opening(wall).unwrap_or(NaiveDateTime::MAX) };
    let (at, start_at) = (second(wall), second(start));
    let waiting = (at < start_at).then(|| Stretch::new(at, start_at, Why::Closed));
    waiting.into_iter().chain(DaysFrom { calendar, day: start.date(), at: start_at })
}

fn second(wall: NaiveDateTime) -> i64 {
    wall.and_utc().timestamp()
}

struct DaysFrom<'a> {
    calendar: &'a ServiceCalendar,
    day: NaiveDate,
    at: i64,
}

impl Iterator for DaysFrom<'_> {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        let tomorrow = self.day.checked_add_days(Days::new(1))?;
        let end = second(tomorrow.and_time(chrono::NaiveTime::MIN));
        let stretch = Stretch::new(self.at, end, why(self.calendar.kind(self.day)));
        (self.day, self.at) = (tomorrow, end);
        Some(stretch)
    }
}

/// Why a day counts or not.
pub(super) fn why(kind: DayKind) -> Why {
    match kind {
        DayKind::Service => Why::Counted,
        DayKind::NoService => Why::NoServiceDay,
        DayKind::Holiday => Why::Holiday,
    }
}
