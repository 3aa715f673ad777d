//! When the labour of a repair was done, from the content of its record (chapter 6): what night and weekend rates go by.
//!
//! The first visit lasts from `work_started_at`, else the moment of the work, to `left_at`; where that is not known, for as
//! long as the minutes of labour. Further visits last from `arrived_at` to `left_at`. The minutes of labour
//! are what is billed; the times say how they are divided.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};

use crate::domain::decision::DecisionInput;
use crate::domain::policy::PolicySet;
use crate::domain::time_worked::{Stretch, TimeWorked};

/// `input` with the times of its labour and the severity, where labour of repair is priced. The calendar is the desk's, of
/// the version in force at the moment of the work.
#[must_use]
pub fn with_hours(
    policies: &PolicySet,
    content: &Map<String, Value>,
    mut input: DecisionInput,
) -> DecisionInput {
    let Ok(policy) = policies.at(input.at) else { return input };
    let repair = policy.catalogue.find(&input.service_code).is_some_and(|service| service.repair);
    let repair = repair || input.work.workshop_repair;
    let (Some(minutes), true) = (input.work.labour_minutes, repair) else { return input };
    let severity = content.get("severity").and_then(Value::as_u64);
    input.work.severity = severity.and_then(|severity| u8::try_from(severity).ok());
    let stretches = stretches(content, input.at, minutes);
    let (calendar, holidays) = (&policy.sla.desk().hours, policy.sla.holidays());
    input.work.worked = Some(TimeWorked::of(&stretches, calendar, holidays));
    input
}

fn stretches(content: &Map<String, Value>, at: DateTime<Utc>, minutes: u32) -> Vec<Stretch> {
    let from = moment(content, "work_started_at").unwrap_or(at);
    let lasting = from.checked_add_signed(TimeDelta::minutes(i64::from(minutes))).unwrap_or(from);
    let to = moment(content, "left_at").filter(|left| *left > from).unwrap_or(lasting);
    let mut all = vec![Stretch { from, to }];
    let further = content.get("visits").and_then(Value::as_array).into_iter().flatten();
    all.extend(further.filter_map(Value::as_object).filter_map(|visit| {
        Some(Stretch { from: moment(visit, "arrived_at")?, to: moment(visit, "left_at")? })
    }));
    all
}

fn moment(content: &Map<String, Value>, name: &str) -> Option<DateTime<Utc>> {
    let at = DateTime::parse_from_rfc3339(content.get(name)?.as_str()?.trim()).ok()?;
    Some(at.to_utc())
}
