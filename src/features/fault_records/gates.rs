//! What must hold before a fault record can be sent in (4.3): the gates on site, the gate from afar, times in order.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};

use crate::domain::words::Delivery;
use crate::features::service_records::GateInput;
use crate::platform::fields::{FaultCode, FieldFault};

/// What onsite work must show.
const ONSITE: &[&str] = &[
    "remote_attempt",
    "onsite_agreement",
    "arrived_at",
    "work_started_at",
    "permission",
    "backup",
    "training",
    "acceptance",
];

/// Moments that must not lie before another one.
const ORDER: &[(&str, &str)] = &[
    ("responded_at", "reported_at"),
    ("arrived_at", "reported_at"),
    ("work_started_at", "arrived_at"),
    ("workaround_at", "reported_at"),
    ("restored_at", "reported_at"),
    ("left_at", "arrived_at"),
    ("work_started_at", "permission.at"),
    ("work_started_at", "backup.at"),
];

/// Clocks differ a little; a moment may be this far ahead of ours.
const AHEAD: TimeDelta = TimeDelta::minutes(5);

/// Every fault at once.
#[must_use]
pub fn gates(input: &GateInput<'_>) -> Vec<FieldFault> {
    let content = input.content;
    let mut faults = Vec::new();
    if input.delivery == Delivery::Onsite {
        faults.extend(ONSITE.iter().filter(|name| !content.contains_key(**name)).map(|name| required(name)));
    }
    let logged_in = content.get("remote_login").and_then(Value::as_bool).unwrap_or(false);
    if logged_in && !content.contains_key("remote_consent") {
        faults.push(required("remote_consent"));
    }
    faults.extend(workshop(input));
    let unsolved = content.get("result").and_then(Value::as_str) == Some("unsolved");
    if !unsolved && !content.contains_key("restored_at") {
        faults.push(required("restored_at"));
    }
    faults.extend(ORDER.iter().filter_map(|(later, earlier)| out_of_order(content, later, earlier)));
    faults.extend(visits_in_order(content));
    faults.extend(in_the_future(content, input.now.0 + AHEAD));
    faults
}

/// What is repaired in the workshop was taken there, with consent and receipt; a repair on site has its labour anyway.
fn workshop(input: &GateInput<'_>) -> Option<FieldFault> {
    let marked = input.content.get("workshop_repair").and_then(Value::as_bool).unwrap_or(false);
    if !marked {
        return None;
    }
    if input.delivery == Delivery::Onsite {
        return Some(FieldFault::new("workshop_repair", FaultCode::new("repair_on_site")));
    }
    (!input.content.contains_key("device_taken")).then(|| required("device_taken"))
}

fn required(name: &str) -> FieldFault {
    FieldFault::new(name, FaultCode::REQUIRED)
}

fn moment(content: &Map<String, Value>, path: &str) -> Option<DateTime<Utc>> {
    let mut value = None;
    for (depth, name) in path.split('.').enumerate() {
        value = if depth == 0 { content.get(name) } else { value.and_then(|inner: &Value| inner.get(name)) };
    }
    DateTime::parse_from_rfc3339(value?.as_str()?).ok().map(|at| at.to_utc())
}

fn out_of_order(content: &Map<String, Value>, later: &str, earlier: &str) -> Option<FieldFault> {
    let (after, before) = (moment(content, later)?, moment(content, earlier)?);
    // Permission and backup come before the work, so they are what is late.
    let (named, code) =
        if earlier.contains('.') { (earlier, "after_work_started") } else { (later, "too_early") };
    (after < before).then(|| FieldFault::new(named, FaultCode::new(code)))
}

fn visits_in_order(content: &Map<String, Value>) -> Vec<FieldFault> {
    let visits = content.get("visits").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let wrong = |(index, visit): (usize, &Value)| {
        let visit = visit.as_object()?;
        let late = moment(visit, "left_at")? < moment(visit, "arrived_at")?;
        late.then(|| FieldFault::new(format!("visits.{index}.left_at"), FaultCode::new("too_early")))
    };
    visits.iter().enumerate().filter_map(wrong).collect()
}

/// What is reported as done cannot lie ahead; every moment of the content is looked at, wherever it stands.
fn in_the_future(content: &Map<String, Value>, latest: DateTime<Utc>) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    for (name, value) in content {
        look_ahead(name.clone(), value, latest, &mut faults);
    }
    faults
}

fn look_ahead(path: String, value: &Value, latest: DateTime<Utc>, faults: &mut Vec<FieldFault>) {
    match value {
        Value::String(text)
            if (path.ends_with("_at") || path.ends_with(".at"))
                && DateTime::parse_from_rfc3339(text).is_ok_and(|at| at.to_utc() > latest) =>
        {
            faults.push(FieldFault::new(path, FaultCode::new("in_future")));
        }
        Value::Object(fields) => {
            for (name, inner) in fields {
                look_ahead(format!("{path}.{name}"), inner, latest, faults);
            }
        }
        Value::Array(rows) => {
            for (index, row) in rows.iter().enumerate() {
                look_ahead(format!("{path}.{index}"), row, latest, faults);
            }
        }
        _ => {}
    }
}
