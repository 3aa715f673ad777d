//! Deadlines: the first instant at which so many seconds of a clock have run (chapter 3.1).
//!
//! Invariant: the instant and its explanation come from one walk along the same stretches of time, so they cannot
//! disagree. Everything is computed to the second, in the zone of the calendar.

mod days;
mod hours;
mod walk;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Timelike, Utc};

use self::walk::{Line, Stretch, Walked, walk};
use super::calendar::ServiceCalendar;
use crate::text_enum;

text_enum! {
    /// How the time of a deadline is counted.
    pub enum ClockMode {
        /// Every second.
        Elapsed = "elapsed",
        /// Whole days that have service.
        ServiceDays = "service_days",
        /// Seconds inside the hours of service.
        ServiceHours = "service_hours",
    }
}

text_enum! {
    /// Why a stretch of time counted, or did not.
    pub enum Why {
        /// It counted.
        Counted = "counted",
        /// Outside the hours of service.
        Closed = "closed",
        /// A day of the week without service.
        NoServiceDay = "no_service_day",
        /// A public holiday.
        Holiday = "holiday",
        /// The clock stood still, for the reason given with the pause.
        Paused = "paused",
    }
}

/// A time in which a clock stands still; without an end while it still does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pause {
    /// When it began.
    pub from: DateTime<Utc>,
    /// When it ended.
    pub to: Option<DateTime<Utc>>,
}

/// One line of an explanation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Interval {
    /// Its beginning.
    pub from: DateTime<Utc>,
    /// Its end.
    pub to: DateTime<Utc>,
    /// Whether it counted, and why not.
    pub why: Why,
    /// Seconds of the clock that ran in it.
    pub counted_seconds: i64,
    /// Which pause, where it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause: Option<usize>,
}

/// When something is due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Due {
    /// At this instant.
    At(DateTime<Utc>),
    /// Nobody can say: the clock stands still, and nothing says until when.
    Standing,
}

/// A deadline with every interval from the report to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explained {
    /// When it is due.
    pub due: Due,
    /// What counted and what did not, in order, without gaps.
    pub intervals: Vec<Interval>,
    /// Years whose holidays are not known: they were computed from weekdays alone.
    pub guessed_years: Vec<i32>,
}

/// A clock that runs in one way through one calendar.
#[derive(Clone, Copy, Debug)]
pub struct Clock<'a> {
    /// How it counts.
    pub mode: ClockMode,
    /// Whose hours and days.
    pub calendar: &'a ServiceCalendar,
}

impl Clock<'_> {
    /// The first instant at which `seconds` of this clock have run since `reported`. Pauses may overlap, lie outside,
    /// and come in any order; one that ends before it begins is none.
    #[must_use]
    pub fn due(&self, reported: DateTime<Utc>, seconds: i64, pauses: &[Pause]) -> Due {
        self.run(reported, seconds, pauses, &mut |_| {})
    }

    /// The same, with the reasons.
    #[must_use]
    pub fn explain(&self, reported: DateTime<Utc>, seconds: i64, pauses: &[Pause]) -> Explained {
        let mut stretches: Vec<Stretch> = Vec::new();
        let due = self.run(reported, seconds, pauses, &mut |stretch| match stretches.last_mut() {
            Some(last) if last.why == stretch.why && last.pause == stretch.pause => last.to = stretch.to,
            _ => stretches.push(stretch),
        });
        let line = self.line();
        let intervals: Vec<Interval> = stretches.iter().map(|stretch| stretch.told(&line)).collect();
        let guessed_years = self.guessed_years(&intervals);
        Explained { due, intervals, guessed_years }
    }

    fn run(
        &self,
        reported: DateTime<Utc>,
        seconds: i64,
        pauses: &[Pause],
        see: &mut impl FnMut(Stretch),
    ) -> Due {
        let reported = reported.with_nanosecond(0).unwrap_or(reported);
        let line = self.line();
        let start = line.onto(reported);
        let pauses = walk::in_order(pauses, start, &line);
        let walked = match self.mode {
            ClockMode::Elapsed => walk(walk::endless(start), &pauses, seconds, see),
            ClockMode::ServiceHours => walk(hours::from(self.calendar, reported), &pauses, seconds, see),
            ClockMode::ServiceDays => walk(days::from(self.calendar, reported), &pauses, seconds, see),
        };
        let Some(Walked { at, paused }) = walked else { return Due::Standing };
        if self.mode == ClockMode::ServiceDays && paused {
            return Due::At(line.back(self.opened(at, see)));
        }
        Due::At(line.back(at))
    }

    /// Pauses may have pushed the end of whole days outside the hours of service: then it is the next opening.
    fn opened(&self, at: i64, see: &mut impl FnMut(Stretch)) -> i64 {
        let Some(wall) = wall_at(at) else { return at };
        if self.calendar.is_open(wall) {
            return at;
        }
        let opening = self.calendar.next_opening(wall).map_or(at, |opening| opening.and_utc().timestamp());
        see(Stretch { from: at, to: opening, why: Why::Closed, pause: None });
        opening
    }

    /// Whole days are counted on the clock on the wall, so that each has 24 hours; all else in instants.
    fn line(&self) -> Line<'_> {
        match self.mode {
            ClockMode::ServiceDays => Line::Wall(self.calendar),
            ClockMode::Elapsed | ClockMode::ServiceHours => Line::Instants,
        }
    }

    fn guessed_years(&self, intervals: &[Interval]) -> Vec<i32> {
        use chrono::Datelike;
        if self.mode == ClockMode::Elapsed {
            return Vec::new();
        }
        let year = |at: DateTime<Utc>| self.calendar.wall(at).year();
        let (Some(first), Some(last)) = (intervals.first(), intervals.last()) else { return Vec::new() };
        (year(first.from)..=year(last.to)).filter(|year| self.calendar.is_guess(*year)).collect()
    }
}

fn wall_at(second: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp(second, 0).map(|at| at.naive_utc())
}

/// The instant at which so much of a deadline has run: for warnings at half and at four fifths (3.1).
#[must_use]
pub fn share(seconds: i64, percent: i64) -> i64 {
    seconds.saturating_mul(percent).div_euclid(100).max(1)
}

/// How long a pause lasted so far.
#[must_use]
pub fn length(pause: &Pause, now: DateTime<Utc>) -> TimeDelta {
    (pause.to.unwrap_or(now) - pause.from).max(TimeDelta::zero())
}
