//! Whether a list can be published: every code of the catalogue has one price in a unit that suits it, no part has two, and it
//! begins ahead (2.6, 6).

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::domain::policy::PolicySet;
use crate::domain::words::PriceUnit;
use crate::platform::db::Moment;
use crate::platform::fields::{FaultCode, FieldFault};

/// Every instance takes a list into use within seconds; one that began sooner would be computed with on one of them before
/// another knew of it.
pub const AHEAD: TimeDelta = TimeDelta::minutes(1);

/// All faults at once.
#[must_use]
pub fn faults(
    policies: &PolicySet,
    now: Moment,
    effective_from: Option<Moment>,
    body: &Value,
) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    let from = match effective_from {
        None => {
            faults.push(FieldFault::new("effective_from", FaultCode::REQUIRED));
            now.0
        }
        Some(from) if from.0 < now.0 + AHEAD => {
            faults.push(FieldFault::new("effective_from", FaultCode::new("not_ahead")));
            now.0
        }
        Some(from) => from.0,
    };
    faults.extend(services(policies, from, body));
    faults.extend(twice(body, "parts", "part"));
    faults
}

fn rows<'a>(body: &'a Value, name: &str, key: &str) -> Vec<&'a str> {
    let rows = body.get(name).and_then(Value::as_array).into_iter().flatten();
    rows.map(|row| row.get(key).and_then(Value::as_str).unwrap_or_default()).collect()
}

fn twice(body: &Value, name: &str, key: &str) -> Vec<FieldFault> {
    let mut seen = BTreeSet::new();
    let all = rows(body, name, key).into_iter().enumerate();
    all.filter(|(_, code)| !seen.insert(*code))
        .map(|(index, code)| {
            FieldFault::new(format!("{name}.{index}.{key}"), FaultCode::new("price_twice")).with("what", code)
        })
        .collect()
}

/// Under every version of the policy that is still to be in force when the list is.
fn services(policies: &PolicySet, from: DateTime<Utc>, body: &Value) -> Vec<FieldFault> {
    let mut faults = twice(body, "services", "code");
    let codes = rows(body, "services", "code");
    let ends = |version| policies.effective_to(version).is_none_or(|to| to > from);
    let versions: Vec<_> = policies.iter().filter(|policy| ends(policy.version)).collect();
    for (index, code) in codes.iter().enumerate() {
        if !versions.iter().any(|policy| policy.catalogue.find(code).is_some()) {
            let path = format!("services.{index}.code");
            faults.push(FieldFault::new(path, FaultCode::new("unknown_service")));
        }
    }
    let repair = |code: &str| {
        versions.iter().filter_map(|policy| policy.catalogue.find(code)).any(|service| service.repair)
    };
    for (index, (code, unit)) in codes.iter().zip(rows(body, "services", "unit")).enumerate() {
        // The hours of a repair are its labour, so by the hour its minutes would be billed twice.
        if unit == PriceUnit::Hour.as_str() && repair(code) {
            let path = format!("services.{index}.unit");
            faults.push(FieldFault::new(path, FaultCode::new("bad_unit")).with("what", code));
        }
    }
    let mut lacking = BTreeSet::new();
    for service in versions.iter().flat_map(|policy| policy.catalogue.iter()) {
        if !codes.contains(&service.code.as_str()) && lacking.insert(&service.code) {
            faults.push(
                FieldFault::new("services", FaultCode::new("missing_price")).with("what", &service.code),
            );
        }
    }
    faults
}
