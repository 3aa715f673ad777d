//! `calendars.toml` and `holidays.toml` (chapters 3.1 and 3.6).
//!
//! Invariant: names are unique, hours of a day are in order and apart, the days of a year lie in it and are named once.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::fault::FaultCode;
use super::raw_sla::{RawCalendar, RawCalendars, RawHolidays, RawHours, RawYear};
use super::source::Source;
use crate::domain::calendar::{CalendarFault, DAY, Segment, ServiceCalendar};
use crate::domain::holidays::{HolidayYear, Holidays, days_of};
use crate::domain::sla::NamedCalendar;

/// The week as it is written, Monday first.
const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Years that a file of holidays may speak of.
const YEARS: std::ops::RangeInclusive<i64> = 2013..=2199;

/// Calendars by name.
pub(super) type Calendars = BTreeMap<String, NamedCalendar>;

/// The calendars, and that of the desk.
pub(super) fn calendars(source: &mut Source<'_>, holidays: &Holidays) -> Option<(Calendars, NamedCalendar)> {
    let raw: RawCalendars = source.parse()?;
    let mut calendars = Calendars::new();
    let mut whole = true;
    for calendar in &raw.calendars {
        let id = calendar.id.get_ref();
        if calendars.contains_key(id) {
            source.fault(calendar.id.span(), FaultCode::DuplicateCalendar, id);
        }
        match named(source, calendar, holidays) {
            Some(named) => drop(calendars.insert(id.clone(), named)),
            None => whole = false,
        }
    }
    let desk = calendars.get(raw.desk.get_ref()).cloned();
    if desk.is_none() && whole {
        source.fault(raw.desk.span(), FaultCode::UnknownCalendar, raw.desk.get_ref());
    }
    // Profiles are checked against all calendars only, so that one mistake is not named twice.
    whole.then_some((calendars, desk?))
}

fn named(source: &mut Source<'_>, raw: &RawCalendar, holidays: &Holidays) -> Option<NamedCalendar> {
    let name = source.name(raw.id.span(), &raw.zh, &raw.en);
    let zone = raw.time_zone.get_ref().parse().ok();
    if zone.is_none() {
        source.fault(raw.time_zone.span(), FaultCode::UnknownTimeZone, raw.time_zone.get_ref());
    }
    let mut week: [Vec<Segment>; 7] = Default::default();
    let mut whole = true;
    for line in &raw.hours {
        let segment = segment(source, line);
        whole &= segment.is_some();
        for day in &line.get_ref().days {
            let number = WEEK.iter().position(|name| name == day);
            let Some(hours) = number.and_then(|number| week.get_mut(number)) else {
                source.fault(line.span(), FaultCode::NotAnOption, day);
                whole = false;
                continue;
            };
            hours.extend(segment);
        }
    }
    for hours in &mut week {
        hours.sort_by_key(|segment| segment.from);
    }
    let (zone, true) = (zone?, whole) else { return None };
    match ServiceCalendar::new(zone, week, raw.holidays.then(|| holidays.clone())) {
        Ok(hours) => Some(NamedCalendar { id: raw.id.get_ref().clone(), name, hours }),
        Err(fault) => {
            let at = match fault {
                CalendarFault::NeverOpen => None,
                // The last line that speaks of the day is the one to look at.
                CalendarFault::Segments(day) => raw.hours.iter().rfind(|line| {
                    WEEK.get(day).is_some_and(|day| line.get_ref().days.iter().any(|name| name == day))
                }),
            };
            let span = at.map_or_else(|| raw.id.span(), toml::Spanned::span);
            source.fault(span, FaultCode::BadHours, fault.to_string());
            None
        }
    }
}

fn segment(source: &mut Source<'_>, line: &toml::Spanned<RawHours>) -> Option<Segment> {
    let RawHours { from, to, .. } = line.get_ref();
    match (seconds(from), seconds(to)) {
        (Some(from), Some(to)) if from < to => Some(Segment { from, to }),
        _ => {
            source.fault(line.span(), FaultCode::BadHours, format!("{from} to {to}: HH:MM, up to 24:00"));
            None
        }
    }
}

/// Seconds from midnight of `08:30`; `24:00` is the end of the day.
fn seconds(text: &str) -> Option<u32> {
    let (hours, minutes) =
        text.split_once(':').filter(|(hours, minutes)| hours.len() == 2 && minutes.len() == 2)?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let seconds = hours * 3600 + minutes * 60;
    (minutes < 60 && seconds <= DAY).then_some(seconds)
}

/// The holidays of every year that is without a fault.
pub(super) fn holidays(source: &mut Source<'_>) -> Holidays {
    let mut holidays = Holidays::default();
    let Some(raw) = source.parse::<RawHolidays>() else { return holidays };
    for year in &raw.years {
        let number = i32::try_from(*year.year.get_ref()).ok().filter(|_| YEARS.contains(year.year.get_ref()));
        let Some(number) = number else {
            source.fault(year.year.span(), FaultCode::BadYear, year.year.get_ref().to_string());
            continue;
        };
        if holidays.knows(number) {
            source.fault(year.year.span(), FaultCode::DuplicateYear, number.to_string());
        }
        if let Some(days) = days(source, year, number) {
            // Checked a line above.
            let _ = holidays.set(number, days);
        }
    }
    holidays
}

fn days(source: &mut Source<'_>, raw: &RawYear, year: i32) -> Option<HolidayYear> {
    let mut spans: Vec<(NaiveDate, std::ops::Range<usize>)> = Vec::new();
    let mut whole = true;
    let mut read = |list: &[toml::Spanned<String>]| -> Vec<NaiveDate> {
        let mut all = Vec::new();
        for text in list {
            let days = days_of(text.get_ref());
            if days.is_none() {
                source.fault(text.span(), FaultCode::NotADay, text.get_ref());
                whole = false;
            }
            let days = days.unwrap_or_default();
            spans.extend(days.iter().map(|day| (*day, text.span())));
            all.extend(days);
        }
        all
    };
    let days = HolidayYear { off: read(&raw.off), worked: read(&raw.worked) };
    let faults = days.faults(year);
    for fault in &faults {
        let span = spans.iter().rev().find(|(day, _)| *day == fault.day()).map(|(_, span)| span.clone());
        source.fault(span.unwrap_or(0..0), FaultCode::BadHoliday, fault.to_string());
    }
    (whole && faults.is_empty()).then_some(days)
}
