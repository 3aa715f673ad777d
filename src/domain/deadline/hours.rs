//! Hours of service: only what lies inside them counts.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::Why;
use super::days::why;
use super::walk::Stretch;
use crate::domain::calendar::{DAY, ServiceCalendar, wall_time};

/// The stretches of instants since `reported`.
pub(super) fn from(calendar: &ServiceCalendar, reported: DateTime<Utc>) -> impl Iterator<Item = Stretch> {
    HoursFrom { calendar, day: calendar.wall(reported).date(), segment: 0, at: reported.timestamp() }
}

struct HoursFrom<'a> {
    calendar: &'a ServiceCalendar,
    day: NaiveDate,
    /// Which segment of the day comes next.
    segment: usize,
    at: i64,
}

impl HoursFrom<'_> {
    fn instant(&self, seconds: u32) -> i64 {
        self.calendar.moment(wall_time(self.day, seconds)).timestamp()
    }

    fn up_to(&mut self, end: i64, why: Why) -> Stretch {
        let stretch = Stretch::new(self.at, end, why);
        self.at = end;
        stretch
    }
}

impl Iterator for HoursFrom<'_> {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        loop {
            let segments = self.calendar.segments(self.day);
            if let Some(segment) = segments.get(self.segment).copied() {
                let (open, close) = (self.instant(segment.from), self.instant(segment.to));
                if self.at < open {
                    return Some(self.up_to(open, Why::Closed));
                }
                self.segment += 1;
                if self.at < close {
                    return Some(self.up_to(close, Why::Counted));
                }
                continue;
            }
            let rest = if segments.is_empty() { why(self.calendar.kind(self.day)) } else { Why::Closed };
            let end = self.instant(DAY);
            self.day = self.day.checked_add_days(Days::new(1))?;
            self.segment = 0;
            if self.at < end {
                return Some(self.up_to(end, rest));
            }
        }
    }
}
