//! Deadlines against cases counted by hand, and against two slow ways of counting that share nothing with the engine.

mod by_intervals;
mod by_seconds;
mod cases;
mod random;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use tierdesk::domain::calendar::{Segment, ServiceCalendar};
use tierdesk::domain::deadline::Pause;
use tierdesk::domain::holidays::{HolidayYear, Holidays};

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
