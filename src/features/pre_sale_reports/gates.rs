//! What must hold before a pre-sale report can be sent in (4.2): permission for findings, a contract for a trial.

use chrono::NaiveDate;
use serde_json::Value;

use crate::features::service_records::GateInput;
use crate::platform::fields::{FaultCode, FieldFault};

/// The code of a product trial.
const TRIAL: &str = "SPSL007";

/// Every fault at once.
#[must_use]
pub fn gates(input: &GateInput<'_>) -> Vec<FieldFault> {
    let content = input.content;
    let mut faults = Vec::new();
    let found = content.get("findings").and_then(Value::as_array).is_some_and(|rows| !rows.is_empty());
    if found && !content.contains_key("permission") {
        faults.push(FieldFault::new("permission", FaultCode::REQUIRED));
    }
    let trial = content.get("service_code").and_then(Value::as_str) == Some(TRIAL);
    if trial && !content.contains_key("trial") {
        faults.push(FieldFault::new("trial", FaultCode::REQUIRED));
    }
    let day = |value: Option<&Value>| value?.as_str()?.parse::<NaiveDate>().ok();
    let inner = |name: &str| day(content.get("trial").and_then(|trial| trial.get(name)));
    if let (Some(from), Some(to)) = (inner("from"), inner("to"))
        && to < from
    {
        faults.push(FieldFault::new("trial.to", FaultCode::new("too_early")));
    }
    let held = day(content.get("held_on"));
    if let (Some(from), Some(until)) = (held, day(content.get("held_until")))
        && until < from
    {
        faults.push(FieldFault::new("held_until", FaultCode::new("too_early")));
    }
    // A day that has begun anywhere on earth may be today; the zone of the portal is not known here.
    let latest = (input.now.0 + chrono::TimeDelta::hours(14)).date_naive();
    for (name, at) in [("held_on", held), ("held_until", day(content.get("held_until")))] {
        if at.is_some_and(|at| at > latest) {
            faults.push(FieldFault::new(name, FaultCode::new("in_future")));
        }
    }
    faults
}
