//! Moments and dates, on the wire and as people type them.
//!
//! The published rules begin with 2013 in the vendor's time (chapter 3), so nothing before it is accepted.

use super::fault::FaultCode;
use super::text::{Refused, refused};
use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, SecondsFormat, SubsecRound, TimeZone, Timelike,
};
use chrono_tz::Tz;

/// 2013-01-01T00:00:00+08:00 in seconds since 1970.
const FIRST: i64 = 1_356_969_600;
const FIRST_YEAR: i32 = 2013;
const LAST_YEAR: i32 = 2199;

/// RFC 3339 with the offset kept, cut to microseconds.
pub(super) fn wire(text: &str) -> Result<String, Refused> {
    let text = text.trim();
    let shaped = text.as_bytes().get(10) == Some(&b'T');
    match DateTime::parse_from_rfc3339(text) {
        Ok(moment) if shaped && moment.nanosecond() < 1_000_000_000 => bounded(moment),
        _ => refused(FaultCode::NOT_A_MOMENT),
    }
}

fn bounded(moment: DateTime<FixedOffset>) -> Result<String, Refused> {
    if moment.timestamp() < FIRST {
        refused(FaultCode::BEFORE_2013)
    } else if moment.naive_utc().year() > LAST_YEAR {
        refused(FaultCode::AFTER_2199)
    } else {
        Ok(format(moment))
    }
}

fn format(moment: DateTime<FixedOffset>) -> String {
    moment.trunc_subsecs(6).to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

/// A day, as typed in the wire's own form.
pub(super) fn date(text: &str) -> Result<String, Refused> {
    let text = text.trim();
    match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(day) if text.len() == 10 && day.year() < FIRST_YEAR => refused(FaultCode::BEFORE_2013),
        Ok(day) if text.len() == 10 && day.year() > LAST_YEAR => refused(FaultCode::AFTER_2199),
        Ok(day) if text.len() == 10 => Ok(day.format("%Y-%m-%d").to_string()),
        _ => refused(FaultCode::NOT_A_DATE),
    }
}

/// What a person typed as local time, on the wire. Of a time that a clock change gives twice the first is meant.
pub(super) fn from_local(typed: &str, tz: Tz) -> Option<String> {
    const SHAPES: [&str; 4] = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"];
    let typed = typed.trim();
    let year_is_four = typed.as_bytes().get(4) == Some(&b'-') && typed.len() <= 19;
    let local = SHAPES.iter().find_map(|shape| NaiveDateTime::parse_from_str(typed, shape).ok())?;
    let whole = year_is_four && local.nanosecond() < 1_000_000_000;
    let moment = tz.from_local_datetime(&local).earliest().filter(|_| whole)?;
    Some(format(moment.fixed_offset()))
}

/// A moment of the wire as local time for an input, with seconds only where there are any.
#[must_use]
pub fn to_local(wire: &str, tz: Tz) -> Option<String> {
    let moment = DateTime::parse_from_rfc3339(wire).ok()?.with_timezone(&tz);
    let shape = if moment.second() == 0 { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S" };
    Some(moment.format(shape).to_string())
}

/// Whether two texts mean the same moment, whatever their offsets.
pub(super) fn same(one: &str, other: &str) -> bool {
    match (DateTime::parse_from_rfc3339(one), DateTime::parse_from_rfc3339(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}
