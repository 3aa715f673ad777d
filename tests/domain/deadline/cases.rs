//! Cases counted by hand.

use tierdesk::domain::calendar::{Segment, ServiceCalendar};
use tierdesk::domain::deadline::{Clock, ClockMode, Due, Pause};
use tierdesk::domain::holidays::{HolidayYear, Holidays};

use super::{HOUR, at, calendar, day, desk, hours, office, pause};

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
