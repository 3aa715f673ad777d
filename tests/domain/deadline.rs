//! Deadlines against cases counted by hand, and against two slow ways of counting that share nothing with the engine.

use std::sync::OnceLock;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use tierdesk::domain::calendar::{HolidayYear, Holidays, Segment, ServiceCalendar};
use tierdesk::domain::deadline::{Clock, ClockMode, Due, Pause, Why};

const HOUR: i64 = 3600;

fn at(text: &str) -> DateTime<Utc> {
    let text =
        if text.ends_with('Z') || text.contains('+') { text.to_string() } else { format!("{text}+08:00") };
    DateTime::parse_from_rfc3339(&text).unwrap().to_utc()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const OFF_2026: &[&str] = &[
    "2026-02-16",
    "2026-02-17",
    "2026-02-18",
    "2026-02-19",
    "2026-02-20",
    "2026-02-23",
    "2026-10-01",
    "2026-10-02",
];
const WORKED_2026: &[&str] = &["2026-02-14", "2026-02-28", "2026-10-10"];

fn holidays() -> Holidays {
    let days = |list: &[&str]| list.iter().map(|text| day(text)).collect();
    let mut holidays = Holidays::default();
    holidays.set(2026, HolidayYear { off: days(OFF_2026), worked: days(WORKED_2026) }).unwrap();
    holidays
}

fn hours(pairs: &[(u32, u32)]) -> Vec<Segment> {
    pairs.iter().map(|(from, to)| Segment { from: from * 60, to: to * 60 }).collect()
}

fn calendar(zone: Tz, pairs: &[(u32, u32)], holidays: Option<Holidays>) -> ServiceCalendar {
    let open = || hours(pairs);
    ServiceCalendar::new(zone, [open(), open(), open(), open(), open(), vec![], vec![]], holidays).unwrap()
}

/// Monday to Friday, 08:00 to 18:00, with holidays (3.2).
fn desk() -> ServiceCalendar {
    calendar(chrono_tz::Asia::Shanghai, &[(480, 1080)], Some(holidays()))
}

/// Monday to Friday, 08:30 to 12:00 and 13:00 to 18:00 (3.6).
fn office() -> ServiceCalendar {
    calendar(chrono_tz::Asia::Shanghai, &[(510, 720), (780, 1080)], Some(holidays()))
}

fn pause(from: &str, to: &str) -> Pause {
    Pause { from: at(from), to: Some(at(to)) }
}

/// How it counts, reported when, how many hours, paused from when to when, due when.
type Counted = (ClockMode, &'static str, i64, &'static [(&'static str, &'static str)], &'static str);

#[test]
fn cases_counted_by_hand() {
    use ClockMode::{Elapsed, ServiceDays, ServiceHours};
    let cases: &[Counted] = &[
        // Every second counts.
        (Elapsed, "2026-03-06T17:00:00", 12, &[], "2026-03-07T05:00:00"),
        (
            Elapsed,
            "2026-03-06T17:00:00",
            12,
            &[("2026-03-06T18:00:00", "2026-03-06T20:30:00")],
            "2026-03-07T07:30:00",
        ),
        // A pause that begins at the very end takes nothing.
        (
            Elapsed,
            "2026-03-06T17:00:00",
            1,
            &[("2026-03-06T18:00:00", "2026-03-06T20:00:00")],
            "2026-03-06T18:00:00",
        ),
        // Pauses that overlap, touch, or lie before the report.
        (
            Elapsed,
            "2026-03-06T08:00:00",
            4,
            &[
                ("2026-03-06T10:00:00", "2026-03-06T12:00:00"),
                ("2026-03-06T09:00:00", "2026-03-06T11:00:00"),
                ("2026-03-05T00:00:00", "2026-03-06T08:30:00"),
            ],
            "2026-03-06T15:30:00",
        ),
        // Whole service days: the same time of day, n service days later.
        (ServiceDays, "2026-03-04T10:00:00", 48, &[], "2026-03-06T10:00:00"),
        (ServiceDays, "2026-03-06T17:00:00", 48, &[], "2026-03-10T17:00:00"),
        // Closing time itself is inside; a second later the next opening counts.
        (ServiceDays, "2026-03-05T18:00:00", 24, &[], "2026-03-06T18:00:00"),
        (ServiceDays, "2026-03-05T18:00:01", 24, &[], "2026-03-09T08:00:00"),
        (ServiceDays, "2026-03-05T07:00:00", 24, &[], "2026-03-06T08:00:00"),
        (ServiceDays, "2026-03-07T11:00:00", 120, &[], "2026-03-16T08:00:00"),
        // Saturday 14 February 2026 is worked; Spring Festival follows until the 23rd.
        (ServiceDays, "2026-02-13T15:00:00", 24, &[], "2026-02-14T15:00:00"),
        (ServiceDays, "2026-02-14T15:00:00", 24, &[], "2026-02-24T15:00:00"),
        (ServiceDays, "2026-02-15T15:00:00", 24, &[], "2026-02-25T08:00:00"),
        // Five hours' pause move the end from 15:00 to 20:00, which is closed: the next opening.
        (
            ServiceDays,
            "2026-03-04T15:00:00",
            24,
            &[("2026-03-04T16:00:00", "2026-03-04T21:00:00")],
            "2026-03-06T08:00:00",
        ),
        // Three hours' pause move it to closing time, which still counts.
        (
            ServiceDays,
            "2026-03-04T15:00:00",
            24,
            &[("2026-03-04T16:00:00", "2026-03-04T19:00:00")],
            "2026-03-05T18:00:00",
        ),
        // A pause over a weekend takes nothing.
        (
            ServiceDays,
            "2026-03-06T15:00:00",
            24,
            &[("2026-03-07T00:00:00", "2026-03-09T00:00:00")],
            "2026-03-09T15:00:00",
        ),
        // Hours of service, with the break at noon.
        (ServiceHours, "2026-03-06T11:00:00", 2, &[], "2026-03-06T14:00:00"),
        (ServiceHours, "2026-03-06T11:00:00", 1, &[], "2026-03-06T12:00:00"),
        (ServiceHours, "2026-03-06T17:30:00", 1, &[], "2026-03-09T09:00:00"),
        (ServiceHours, "2026-03-07T03:00:00", 1, &[], "2026-03-09T09:30:00"),
        (ServiceHours, "2026-02-14T17:00:00", 2, &[], "2026-02-24T09:30:00"),
        (
            ServiceHours,
            "2026-03-06T11:00:00",
            2,
            &[("2026-03-06T11:30:00", "2026-03-06T13:30:00")],
            "2026-03-06T15:00:00",
        ),
    ];
    for (mode, reported, length, pauses, due) in cases {
        let calendar = if *mode == ServiceHours { office() } else { desk() };
        let pauses: Vec<Pause> = pauses.iter().map(|(from, to)| pause(from, to)).collect();
        let clock = Clock { mode: *mode, calendar: &calendar };
        let found = clock.due(at(reported), length * HOUR, &pauses);
        assert_eq!(found, Due::At(at(due)), "{mode} {length} h from {reported}");
    }
}

#[test]
fn a_clock_that_stands_still_has_no_end() {
    let (desk, office) = (desk(), office());
    for (mode, calendar) in
        [(ClockMode::Elapsed, &desk), (ClockMode::ServiceDays, &desk), (ClockMode::ServiceHours, &office)]
    {
        let clock = Clock { mode, calendar };
        let open = Pause { from: at("2026-03-06T19:00:00"), to: None };
        assert_eq!(clock.due(at("2026-03-06T17:00:00"), 24 * HOUR, &[open]), Due::Standing, "{mode}");
        let explained = clock.explain(at("2026-03-06T17:00:00"), 24 * HOUR, &[open]);
        assert!(!explained.intervals.is_empty(), "{mode}: what ran so far is told");
    }
}

#[test]
fn clocks_put_forward_and_back_keep_their_hours() {
    let berlin = calendar(chrono_tz::Europe::Berlin, &[(480, 1080)], None);
    let elapsed = Clock { mode: ClockMode::Elapsed, calendar: &berlin };
    // The night of 29 March 2026 has an hour less on the wall, none less in truth.
    let due = elapsed.due(at("2026-03-28T12:00:00+01:00"), 24 * HOUR, &[]);
    assert_eq!(due, Due::At(at("2026-03-29T13:00:00+02:00")));
    let days = Clock { mode: ClockMode::ServiceDays, calendar: &berlin };
    let due = days.due(at("2026-03-27T12:00:00+01:00"), 24 * HOUR, &[]);
    assert_eq!(due, Due::At(at("2026-03-30T12:00:00+02:00")), "the same time of day");
    let hours = Clock { mode: ClockMode::ServiceHours, calendar: &berlin };
    let due = hours.due(at("2026-03-27T17:00:00+01:00"), 2 * HOUR, &[]);
    assert_eq!(due, Due::At(at("2026-03-30T09:00:00+02:00")));
    let round = calendar(chrono_tz::Europe::Berlin, &[(0, 1440)], None);
    let week = ServiceCalendar::always(chrono_tz::Europe::Berlin);
    let day_and_night = Clock { mode: ClockMode::ServiceHours, calendar: &week };
    let due = day_and_night.due(at("2026-10-24T12:00:00+02:00"), 24 * HOUR, &[]);
    assert_eq!(due, Due::At(at("2026-10-25T11:00:00+01:00")), "that day has 25 hours");
    assert!(round.is_open(day("2026-03-27").and_hms_opt(23, 59, 59).unwrap()));
}

#[test]
fn years_without_a_notice_are_said_aloud() {
    let desk = desk();
    let clock = Clock { mode: ClockMode::ServiceDays, calendar: &desk };
    assert!(clock.explain(at("2026-03-06T17:00:00"), 48 * HOUR, &[]).guessed_years.is_empty());
    assert_eq!(clock.explain(at("2026-12-31T17:00:00"), 48 * HOUR, &[]).guessed_years, [2027]);
    let elapsed = Clock { mode: ClockMode::Elapsed, calendar: &desk };
    assert!(elapsed.explain(at("2027-03-06T17:00:00"), 48 * HOUR, &[]).guessed_years.is_empty());
}

#[test]
fn holidays_that_contradict_their_year_are_refused() {
    let mut holidays = Holidays::default();
    let year = |off: &[&str], worked: &[&str]| HolidayYear {
        off: off.iter().map(|text| day(text)).collect(),
        worked: worked.iter().map(|text| day(text)).collect(),
    };
    assert!(holidays.set(2026, year(&["2025-12-31"], &[])).is_err(), "another year");
    assert!(holidays.set(2026, year(&["2026-02-16", "2026-02-16"], &[])).is_err(), "twice");
    assert!(holidays.set(2026, year(&["2026-02-14"], &["2026-02-14"])).is_err(), "off and worked");
    assert!(holidays.set(2026, year(&[], &["2026-02-16"])).is_err(), "a Monday is worked anyway");
    assert!(!holidays.knows(2026));
}

#[test]
fn calendars_that_cannot_be_are_refused() {
    let week = |day: Vec<Segment>| [day, vec![], vec![], vec![], vec![], vec![], vec![]];
    let zone = chrono_tz::Asia::Shanghai;
    assert!(ServiceCalendar::new(zone, week(vec![]), None).is_err());
    assert!(ServiceCalendar::new(zone, week(hours(&[(600, 600)])), None).is_err());
    assert!(ServiceCalendar::new(zone, week(hours(&[(480, 720), (700, 800)])), None).is_err());
    assert!(ServiceCalendar::new(zone, week(hours(&[(480, 1441)])), None).is_err());
}

/// A case at random: how it counts, from when, how long, with which pauses.
#[derive(Debug, Clone)]
struct Case {
    mode: ClockMode,
    office: bool,
    start: i64,
    length: i64,
    pauses: Vec<(i64, i64)>,
}

/// From December 2025 on: year ends, swapped days and holidays lie within.
fn case(longest: i64, reach: i64) -> impl Strategy<Value = Case> {
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
    fn calendar(&self) -> ServiceCalendar {
        if self.office { office() } else { desk() }
    }

    fn open_minutes(&self) -> &'static [(i64, i64)] {
        if self.office { &[(510, 720), (780, 1080)] } else { &[(480, 1080)] }
    }

    fn engine(&self, calendar: &ServiceCalendar) -> i64 {
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
fn serves(number: i64) -> bool {
    static NUMBERS: OnceLock<[Vec<i64>; 2]> = OnceLock::new();
    let number_of = |text: &&str| (day(text) - NaiveDate::from_ymd_opt(1970, 1, 1).unwrap()).num_days();
    let [off, worked] =
        NUMBERS.get_or_init(|| [OFF_2026, WORKED_2026].map(|list| list.iter().map(number_of).collect()));
    // The first of January 1970 was a Thursday.
    let weekend = (number + 3).rem_euclid(7) > 4;
    worked.contains(&number) || (!weekend && !off.contains(&number))
}

/// China has no other offset in these years.
const EAST: i64 = 8 * HOUR;

fn open_at(case: &Case, local: i64) -> bool {
    let (day, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
    serves(day) && case.open_minutes().iter().any(|(from, to)| (from * 60..=to * 60).contains(&second))
}

/// Second by second: nothing cleverer than adding one.
fn slowly(case: &Case) -> i64 {
    let paused = |second: i64| case.pauses.iter().any(|(from, to)| second >= *from && second < *to);
    let open = case.open_minutes();
    let mut now = case.start;
    let mut left = case.length;
    if case.mode == ClockMode::ServiceDays {
        while !open_at(case, now + EAST) {
            now += 1;
        }
    }
    let mut took = false;
    let mut today = (i64::MIN, false);
    while left > 0 {
        let local = now + EAST;
        let (day, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        if today.0 != day {
            today = (day, serves(day));
        }
        let counts = match case.mode {
            ClockMode::Elapsed => true,
            ClockMode::ServiceDays => today.1,
            ClockMode::ServiceHours => {
                today.1 && open.iter().any(|(from, to)| second >= from * 60 && second < to * 60)
            }
        };
        if counts && paused(now) {
            took = true;
        } else if counts {
            left -= 1;
        }
        now += 1;
    }
    if case.mode == ClockMode::ServiceDays && took {
        while !open_at(case, now + EAST) {
            now += 1;
        }
    }
    now
}

/// By intervals: all that count within a horizon as a list, pauses cut out of it one after the other, then summed.
fn by_intervals(case: &Case) -> i64 {
    let first = (case.start + EAST).div_euclid(86_400);
    let midnight = |number: i64| number * 86_400 - EAST;
    let mut opened = case.start;
    if case.mode == ClockMode::ServiceDays && !open_at(case, case.start + EAST) {
        opened = (first..)
            .filter(|number| serves(*number))
            .flat_map(|number| case.open_minutes().iter().map(move |(from, _)| midnight(number) + from * 60))
            .find(|opening| *opening >= case.start)
            .unwrap();
    }
    let horizon = first + case.length / (8 * HOUR) * 2 + 60;
    let mut counted: Vec<(i64, i64)> = match case.mode {
        ClockMode::Elapsed => vec![(case.start, midnight(horizon + 400))],
        ClockMode::ServiceDays => {
            (first..horizon).filter(|it| serves(*it)).map(|it| (midnight(it), midnight(it + 1))).collect()
        }
        ClockMode::ServiceHours => (first..horizon)
            .filter(|it| serves(*it))
            .flat_map(|it| {
                case.open_minutes()
                    .iter()
                    .map(move |(from, to)| (midnight(it) + from * 60, midnight(it) + to * 60))
            })
            .collect(),
    };
    for span in &mut counted {
        span.0 = span.0.max(opened);
    }
    counted.retain(|(from, to)| from < to);
    let whole = counted.clone();
    for (pause_from, pause_to) in &case.pauses {
        counted = counted
            .iter()
            .flat_map(|(from, to)| [(*from, (*to).min(*pause_from)), ((*from).max(*pause_to), *to)])
            .filter(|(from, to)| from < to)
            .collect();
        counted.sort_unstable();
        counted.dedup();
    }
    let end = |spans: &[(i64, i64)]| {
        let mut left = case.length;
        spans
            .iter()
            .find_map(|(from, to)| {
                if to - from >= left {
                    Some(from + left)
                } else {
                    left -= to - from;
                    None
                }
            })
            .unwrap()
    };
    let due = end(&counted);
    if case.mode != ClockMode::ServiceDays || due == end(&whole) || open_at(case, due + EAST) {
        return due;
    }
    ((due + EAST).div_euclid(86_400)..)
        .filter(|number| serves(*number))
        .flat_map(|number| case.open_minutes().iter().map(move |(from, _)| midnight(number) + from * 60))
        .find(|opening| *opening >= due)
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]
    #[test]
    fn the_engine_agrees_with_counting_second_by_second(case in case(20 * HOUR, 400 * 86_400)) {
        prop_assert_eq!(case.engine(&case.calendar()), slowly(&case));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100_000, ..ProptestConfig::default() })]
    #[test]
    fn the_engine_agrees_with_adding_up_intervals(case in case(20 * 24 * HOUR, 400 * 86_400)) {
        prop_assert_eq!(case.engine(&case.calendar()), by_intervals(&case));
    }
}
