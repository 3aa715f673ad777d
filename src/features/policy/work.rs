//! What a decision looks at in the content of a record, or of a form that is still being filled (chapters 2.4 and 8.3).
//!
//! Invariant: reads leniently and never refuses; the table of the record's fields has the say about what is valid.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value};

use crate::domain::city::CityCode;
use crate::domain::decision::{DecisionInput, PartUse, Work};
use crate::domain::words::{AgentGrade, ClientClass};

/// Whom the work is for, as far as a decision looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beneficiary {
    /// The class of the owner of site and product.
    pub class: ClientClass,
    /// Whether an end user has an agent.
    pub has_agent: bool,
    /// Where its site is, unless the work says otherwise.
    pub city: Option<CityCode>,
    /// The grade of the agent that would pay, where one would.
    pub grade: Option<AgentGrade>,
}

/// What a decision depends on, from the content of a record; or the names of the fields without which there is none.
///
/// The moment is that of the work: `arrived_at`, else `reported_at`, else `held_on` 00:00 in `zone`, else `now`.
///
/// # Errors
/// The fields that are still missing, in the order of the form.
pub fn decision_input(
    content: &Map<String, Value>,
    whose: Option<&Beneficiary>,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<DecisionInput, Vec<&'static str>> {
    let service_code = text(content, "service_code");
    let city =
        text(content, "city").and_then(|code| code.parse().ok()).or(whose.and_then(|whose| whose.city));
    let (Some(whose), Some(service_code), Some(city)) = (whose, service_code, city) else {
        let missing = [
            ("customer_id", whose.is_none()),
            ("service_code", service_code.is_none()),
            ("city", city.is_none()),
        ];
        return Err(missing.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect());
    };
    Ok(DecisionInput {
        class: whose.class,
        service_code: service_code.to_string(),
        city,
        at: moment_of_work(content, zone).unwrap_or(now),
        escalated: content.get("escalated").and_then(Value::as_bool).unwrap_or(false),
        has_agent: whose.has_agent,
        grade: whose.grade,
        work: work(content),
    })
}

/// The moment of the work (8.3), where the content says one.
#[must_use]
pub fn moment_of_work(content: &Map<String, Value>, zone: Tz) -> Option<DateTime<Utc>> {
    let moment = |name| DateTime::parse_from_rfc3339(text(content, name)?).ok().map(|at| at.to_utc());
    moment("arrived_at").or_else(|| moment("reported_at")).or_else(|| {
        let midnight = date(content, "held_on")?.and_time(NaiveTime::MIN);
        zone.from_local_datetime(&midnight).earliest().map(|at| at.to_utc())
    })
}

/// What was done, as far as it matters to the bill. `visits` of a record are those beyond the first.
#[must_use]
pub fn work(content: &Map<String, Value>) -> Work {
    let further = rows(content, "visits").count();
    Work {
        labour_minutes: content.get("labour_minutes").and_then(count),
        visits: u32::try_from(further).unwrap_or(u32::MAX).saturating_add(1),
        parts: rows(content, "parts").filter_map(part).collect(),
        accepted_on: date(content, "accepted_on"),
        cause_class: text(content, "cause_class").and_then(|word| word.parse().ok()),
        security_defect: flag(content, "security_defect"),
        workshop_repair: flag(content, "workshop_repair"),
        product: None,
        contracts: Vec::new(),
        severity: None,
        worked: None,
    }
}

fn flag(content: &Map<String, Value>, name: &str) -> bool {
    content.get(name).and_then(Value::as_bool).unwrap_or(false)
}

fn text<'a>(content: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    content.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

fn date(content: &Map<String, Value>, name: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text(content, name)?, "%Y-%m-%d").ok()
}

fn rows<'a>(content: &'a Map<String, Value>, name: &str) -> impl Iterator<Item = &'a Map<String, Value>> {
    content.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

fn count(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|count| u32::try_from(count).ok())
}

fn part(row: &Map<String, Value>) -> Option<PartUse> {
    let part = text(row, "part")?.to_string();
    Some(PartUse { part, quantity: row.get("quantity").and_then(count)? })
}
