//! The one use-case: the targets of a profile for a severity, a place and a moment, under the version then in force.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::domain::deadline::Pause;
use crate::domain::policy::{Policy, PolicySet};
use crate::domain::sla::{Ask, SlaError, Target};
use crate::domain::words::CityTier;
use crate::error::Error;
use crate::platform::fields::{self, Completeness, FaultCode, FieldFault};

use super::model::DEADLINE;

/// The targets, with the policy that says so.
#[derive(Debug)]
pub struct Answered<'a> {
    /// The version in force when it was reported.
    pub policy: &'a Policy,
    /// Its targets.
    pub targets: Vec<Target>,
}

/// Calculates the targets that `body` asks for.
///
/// # Errors
/// `Invalid` naming every field at fault.
pub fn calculate<'a>(policies: &'a PolicySet, body: &Value) -> Result<Answered<'a>, Error> {
    let body = fields::check(DEADLINE, body, Completeness::Complete).map_err(Error::Invalid)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let from =
        moment(&body, "reported_at").ok_or_else(|| Error::field("reported_at", FaultCode::REQUIRED))?;
    let policy =
        policies.at(from).map_err(|_| Error::field("reported_at", FaultCode::new("before_first_version")))?;
    let tier = text("city").parse().ok().and_then(|city| policy.tier_of(city, from));
    let pauses = pauses(&body);
    let ask = Ask {
        profile: text("profile"),
        severity: body.get("severity").and_then(Value::as_u64).and_then(|number| u8::try_from(number).ok()),
        // Where it is not known there is a fault below; any tier will do to find the others.
        tier: tier.unwrap_or(CityTier::Other),
        from,
        onsite: body.get("onsite").and_then(Value::as_bool).unwrap_or(true),
        pauses: &[],
    };
    let mut faults = Vec::new();
    if let Err(fault) = policy.sla.targets(&ask) {
        faults.push(wrong(&fault));
    }
    if tier.is_none() {
        faults.push(FieldFault::new("city", FaultCode::NOT_A_CITY));
    }
    let reversed = pauses.iter().enumerate().filter(|(_, pause)| pause.to.is_some_and(|to| to < pause.from));
    faults.extend(reversed.map(|(index, _)| wrong(&SlaError::PauseReversed(index))));
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let targets = policy.sla.targets(&Ask { pauses: &pauses, ..ask });
    Ok(Answered { policy, targets: targets.map_err(|fault| Error::Invalid(vec![wrong(&fault)]))? })
}

fn moment(body: &Map<String, Value>, name: &str) -> Option<DateTime<Utc>> {
    let text = body.get(name)?.as_str()?;
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

fn pauses(body: &Map<String, Value>) -> Vec<Pause> {
    let rows = body.get("pauses").and_then(Value::as_array).into_iter().flatten();
    let pause = |row: &Value| {
        let row = row.as_object()?;
        Some(Pause { from: moment(row, "from")?, to: Some(moment(row, "to")?) })
    };
    rows.filter_map(pause).collect()
}

fn wrong(fault: &SlaError) -> FieldFault {
    match fault {
        SlaError::UnknownProfile => FieldFault::new("profile", FaultCode::new("unknown_profile")),
        SlaError::UnknownSeverity => FieldFault::new("severity", FaultCode::new("severity_not_in_profile")),
        SlaError::SeverityRequired => FieldFault::new("severity", FaultCode::REQUIRED),
        SlaError::PauseReversed(index) => {
            FieldFault::new(format!("pauses.{index}.to"), FaultCode::new("ends_before_it_begins"))
        }
    }
}
