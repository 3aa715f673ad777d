//! Cases at random, and which days and hours they have, asked of the lists themselves.

use std::sync::OnceLock;

use chrono::{DateTime, NaiveDate};
use proptest::prelude::*;
use tierdesk::domain::calendar::ServiceCalendar;
use tierdesk::domain::deadline::{Clock, ClockMode, Due, Pause, Why};

use super::{HOUR, OFF_2026, WORKED_2026, at, day, desk, office};

/// A case at random: how it counts, from when, how long, with which pauses.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) mode: ClockMode,
    office: bool,
    pub(super) start: i64,
    pub(super) length: i64,
    pub(super) pauses: Vec<(i64, i64)>,
}

/// From December 2025 on: year ends, swapped days and holidays lie within.
pub(super) fn case(longest: i64, reach: i64) -> impl Strategy<Value = Case> {
    let mode =
        prop_oneof![Just(ClockMode::Elapsed), Just(ClockMode::ServiceDays), Just(ClockMode::ServiceHours)];
    let from = at("2025-12-20T00:00:00").timestamp();
    let pauses = prop::collection::vec((-2 * 86_400_i64..reach, 0_i64..3 * 86_400), 0..5);
    (mode, any::<bool>(), 0_i64..reach, 1..=longest, pauses).prop_map(
        move |(mode, office, after, length, pauses)| {
            // Whole days are for targets of whole days.
            let length = if mode == ClockMode::ServiceDays { (length / 86_400 + 1) * 86_400 } else { length };
            let start = from + after;
            let pauses =
                pauses.iter().map(|(begin, long)| (start + begin / 40, start + begin / 40 + long)).collect();
            Case { mode, office, start, length, pauses }
        },
    )
}

impl Case {
    pub(super) fn calendar(&self) -> ServiceCalendar {
        if self.office { office() } else { desk() }
    }

    pub(super) fn open_minutes(&self) -> &'static [(i64, i64)] {
        if self.office { &[(510, 720), (780, 1080)] } else { &[(480, 1080)] }
    }

    pub(super) fn engine(&self, calendar: &ServiceCalendar) -> i64 {
        let moment = |second: i64| DateTime::from_timestamp(second, 0).unwrap();
        let pauses: Vec<Pause> = self
            .pauses
            .iter()
            .map(|(from, to)| Pause { from: moment(*from), to: Some(moment(*to)) })
            .collect();
        let clock = Clock { mode: self.mode, calendar };
        let explained = clock.explain(moment(self.start), self.length, &pauses);
        let due = clock.due(moment(self.start), self.length, &pauses);
        assert_eq!(explained.due, due);
        let Due::At(due) = due else { panic!("stands still: {self:?}") };
        let counted: i64 = explained.intervals.iter().map(|it| it.counted_seconds).sum();
        assert_eq!(counted, self.length, "the intervals that count are the length");
        assert_eq!(explained.intervals.first().unwrap().from, moment(self.start));
        assert_eq!(explained.intervals.last().unwrap().to, due);
        for (one, next) in explained.intervals.iter().zip(explained.intervals.iter().skip(1)) {
            assert_eq!(one.to, next.from, "no gap and no overlap");
            assert!(one.from < one.to && (one.why, one.pause) != (next.why, next.pause));
        }
        assert!(explained.intervals.iter().all(|it| it.pause.is_some() == (it.why == Why::Paused)));
        due.timestamp()
    }
}

/// A day of Shanghai by its number since 1970, asked of the lists themselves.
pub(super) fn serves(number: i64) -> bool {
    static NUMBERS: OnceLock<[Vec<i64>; 2]> = OnceLock::new();
    let number_of = |text: &&str| (day(text) - NaiveDate::from_ymd_opt(1970, 1, 1).unwrap()).num_days();
    let [off, worked] =
        NUMBERS.get_or_init(|| [OFF_2026, WORKED_2026].map(|list| list.iter().map(number_of).collect()));
    // The first of January 1970 was a Thursday.
    let weekend = (number + 3).rem_euclid(7) > 4;
    worked.contains(&number) || (!weekend && !off.contains(&number))
}

/// China has no other offset in these years.
pub(super) const EAST: i64 = 8 * HOUR;

pub(super) fn open_at(case: &Case, local: i64) -> bool {
    let (day, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
    serves(day) && case.open_minutes().iter().any(|(from, to)| (from * 60..=to * 60).contains(&second))
}
