//! Service calendars: in which hours of which days somebody serves (chapters 3.1 and 3.6).
//!
//! Invariant: the segments of a day are in order and do not overlap; at least one day of the week has service.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::holidays::Holidays;

/// Seconds of an hour on the clock.
pub const HOUR: i64 = 3600;

/// Seconds of a day on the clock; days of a calendar never have more or less.
pub const DAY: u32 = 86_400;

/// A stretch of service within a day, in seconds from midnight: from `from` up to `to`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Segment {
    /// Opening.
    pub from: u32,
    /// Closing.
    pub to: u32,
}

/// What a day is to a calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DayKind {
    /// Somebody serves.
    Service,
    /// The week has no service on it.
    NoService,
    /// A public holiday.
    Holiday,
}

/// Why a calendar cannot be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CalendarFault {
    /// No day of the week has service.
    #[error("no day of the week has service")]
    NeverOpen,
    /// The segments of a weekday (0 is Monday) are out of order, overlap, are empty or leave the day.
    #[error("the hours of weekday {0} are out of order")]
    Segments(usize),
}

/// A service calendar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServiceCalendar {
    zone: Tz,
    /// Monday first.
    week: [Vec<Segment>; 7],
    /// What a worked weekend day has: the hours of the first day of the week that has any.
    worked: Vec<Segment>,
    /// None where holidays are served like any day.
    holidays: Option<Holidays>,
}

impl ServiceCalendar {
    /// A calendar in `zone` with the hours of each weekday, Monday first.
    ///
    /// # Errors
    /// [`CalendarFault`].
    pub fn new(zone: Tz, week: [Vec<Segment>; 7], holidays: Option<Holidays>) -> Result<Self, CalendarFault> {
        for (weekday, segments) in week.iter().enumerate() {
            let mut last = 0;
            for (index, segment) in segments.iter().enumerate() {
                let after = index == 0 || segment.from > last;
                if !after || segment.to <= segment.from || segment.to > DAY {
                    return Err(CalendarFault::Segments(weekday));
                }
                last = segment.to;
            }
        }
        let worked = week.iter().find(|day| !day.is_empty()).cloned().ok_or(CalendarFault::NeverOpen)?;
        Ok(Self { zone, week, worked, holidays })
    }

    /// Every hour of every day (7×24).
    pub fn always(zone: Tz) -> Self {
        let day = || vec![Segment { from: 0, to: DAY }];
        Self { zone, week: [day(), day(), day(), day(), day(), day(), day()], worked: day(), holidays: None }
    }

    /// The same with other holidays; one that serves holidays like any day goes on doing so.
    #[must_use]
    pub fn with_holidays(&self, holidays: &Holidays) -> Self {
        Self { holidays: self.holidays.as_ref().map(|_| holidays.clone()), ..self.clone() }
    }

    /// Whether public holidays matter to it.
    pub fn keeps_holidays(&self) -> bool {
        self.holidays.is_some()
    }

    /// The zone in which its days begin.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// What `day` is.
    pub fn kind(&self, day: NaiveDate) -> DayKind {
        let ordinary = self.week_segments(day).is_empty();
        let Some(year) = self.holidays.as_ref().and_then(|holidays| holidays.year(day.year())) else {
            return if ordinary { DayKind::NoService } else { DayKind::Service };
        };
        if year.worked.binary_search(&day).is_ok() {
            DayKind::Service
        } else if !ordinary && year.off.binary_search(&day).is_ok() {
            DayKind::Holiday
        } else if ordinary {
            DayKind::NoService
        } else {
            DayKind::Service
        }
    }

    /// The hours of `day`.
    pub fn segments(&self, day: NaiveDate) -> &[Segment] {
        let ordinary = self.week_segments(day);
        match self.kind(day) {
            DayKind::Service if ordinary.is_empty() => &self.worked,
            DayKind::Service => ordinary,
            DayKind::NoService | DayKind::Holiday => &[],
        }
    }

    fn week_segments(&self, day: NaiveDate) -> &[Segment] {
        let weekday = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or(0);
        self.week.get(weekday).map_or(&[], Vec::as_slice)
    }

    /// Whether this year is computed from weekdays alone although holidays matter.
    pub fn is_guess(&self, year: i32) -> bool {
        self.holidays.as_ref().is_some_and(|holidays| !holidays.knows(year))
    }

    /// Whether the clock on the wall shows a time of service. Closing time itself counts as inside.
    pub fn is_open(&self, wall: NaiveDateTime) -> bool {
        let midnight = wall.date().and_time(chrono::NaiveTime::MIN);
        let second = (wall - midnight).num_seconds();
        let inside = |segment: &Segment| (i64::from(segment.from)..=i64::from(segment.to)).contains(&second);
        // Closing at midnight is closing time of the day before.
        let before = second == 0
            && self.segments(wall.date() - Days::new(1)).last().is_some_and(|segment| segment.to == DAY);
        before || self.segments(wall.date()).iter().any(inside)
    }

    /// The first opening at or after what the clock on the wall shows; none within ten years.
    pub fn next_opening(&self, wall: NaiveDateTime) -> Option<NaiveDateTime> {
        wall.date().iter_days().take(3660).find_map(|day| {
            let openings = self.segments(day).iter().map(|segment| wall_time(day, segment.from));
            openings.into_iter().find(|opening| *opening >= wall)
        })
    }

    /// The last closing at or before what the clock on the wall shows; none within ten years.
    pub fn last_closing(&self, wall: NaiveDateTime) -> Option<NaiveDateTime> {
        (0..3660).find_map(|back| {
            let day = wall.date().checked_sub_days(Days::new(back))?;
            let closings = self.segments(day).iter().rev().map(|segment| wall_time(day, segment.to));
            closings.into_iter().find(|closing| *closing <= wall)
        })
    }

    /// What the clock on the wall shows at a moment.
    pub fn wall(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.zone).naive_local()
    }

    /// The moment at which the clock on the wall shows `wall`: the earlier one where it does so twice, and where it
    /// never does, as much later as the clock was put forward.
    pub fn moment(&self, wall: NaiveDateTime) -> DateTime<Utc> {
        use chrono::offset::{LocalResult, Offset, TimeZone};
        match self.zone.from_local_datetime(&wall) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.to_utc(),
            LocalResult::None => {
                let before = self.zone.offset_from_utc_datetime(&(wall - TimeDelta::days(1))).fix();
                (wall - TimeDelta::seconds(i64::from(before.local_minus_utc()))).and_utc()
            }
        }
    }
}

/// `seconds` after the midnight of `day`, on the wall.
pub fn wall_time(day: NaiveDate, seconds: u32) -> NaiveDateTime {
    day.and_time(chrono::NaiveTime::MIN) + TimeDelta::seconds(i64::from(seconds))
}
