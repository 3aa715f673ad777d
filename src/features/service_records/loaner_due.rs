//! When a device stands in for one that is repaired (2.5).

use chrono::{DateTime, TimeDelta};
use serde_json::{Map, Value};

use crate::domain::record_words::RepairResult;
use crate::platform::db::Moment;

/// Repair takes too long after this, so a device stands in (2.5).
const TOO_LONG: TimeDelta = TimeDelta::hours(24);

/// Why a loaner is due, as the key of its words: the device was taken away, was not repaired, or did not recover within 24 hours
/// (2.5). Nothing where none is.
pub fn loaner_reason(fields: &Map<String, Value>, now: Moment) -> Option<&'static str> {
    let moment = |name: &str| {
        let text = fields.get(name).and_then(Value::as_str)?;
        DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
    };
    let unsolved = fields.get("result").and_then(Value::as_str) == Some(RepairResult::Unsolved.as_str());
    let taken = fields.get("device_taken").and_then(Value::as_object);
    let away =
        taken.is_some_and(|taken| taken.contains_key("receipt_no") && !taken.contains_key("returned_at"));
    let late = moment("restored_at").is_none()
        && moment("reported_at").is_some_and(|reported| now.0 - reported >= TOO_LONG);
    match (away, unsolved, late) {
        (true, _, _) => Some("loaner-because-taken"),
        (_, true, _) => Some("loaner-because-unsolved"),
        (_, _, true) => Some("loaner-because-late"),
        _ => None,
    }
}
