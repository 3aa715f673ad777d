//! What the portal looks at by itself before a reviewer decides (4.4): the decision made again, gates that were not
//! passed but explained, earlier repairs of the same device, hours unusual for the code.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::access::Scope;
use crate::domain::record_words::ServiceRecordKind;
use crate::domain::words::{CauseClass, ClientClass, Provider};
use crate::error::Error;
use crate::features::service_records::{self, Facts, Head, Judged, Revision, Summary};
use crate::features::signatures;
use crate::platform::db::Conn;
use crate::platform::services::Services;

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing to see.
    Ok,
    /// A person should look.
    Attention,
    /// It cannot be approved like this.
    Danger,
}

/// One check, with what it saw; its words are `check-<kind>-<result>`.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// Which check.
    pub kind: &'static str,
    /// How it came out.
    pub result: Outcome,
    /// What it saw, for its words.
    pub detail: String,
    /// Records to look at: number and address.
    pub links: Vec<(String, String)>,
}

impl Check {
    fn new(kind: &'static str, result: Outcome, detail: impl Into<String>) -> Self {
        Check { kind, result, detail: detail.into(), links: vec![] }
    }

    fn linked(mut self, rows: Vec<Summary>) -> Self {
        let link = |row: Summary| (row.number, format!("{}/{}", super::form_of(row.kind).path, row.id));
        self.links = rows.into_iter().map(link).collect();
        self
    }
}

/// Minutes above which a code's labour is unusual.
fn usual_minutes(code: &str) -> i64 {
    match code {
        "SASR008" | "SASR009" | "SASR010" | "SPSR001" | "SPSR002" | "SPSR003" => 180,
        "SASL012" => 600,
        _ => 960,
    }
}

/// Runs every check on a revision.
///
/// # Errors
/// What the database answers.
pub fn checks(
    conn: &mut Conn,
    services: &Services,
    scope: &Scope,
    head: &Head,
    revision: &Revision,
) -> Result<Vec<Check>, Error> {
    let judged: Judged = serde_json::from_value(revision.decision.clone())?;
    let fields = revision.content.as_object().cloned().unwrap_or_default();
    let facts = Facts::new(&fields, services.settings.time_zone);
    let mut all = vec![decision(services, &judged)];
    if judged.input.escalated && judged.input.class == ClientClass::EndUser {
        all.push(Check::new("escalation", Outcome::Attention, ""));
    }
    if head.agent != Some(head.author_organisation) && judged.decision.provider == Some(Provider::Agent) {
        all.push(Check::new("vendor-served", Outcome::Attention, ""));
    }
    all.extend(gates(&fields));
    all.extend(signature(conn, services, head, revision, &fields)?);
    all.extend(cause(&fields));
    all.extend(security(&judged));
    all.push(hours(&judged));
    if judged.decision.estimate.is_some() && fields.contains_key("cause_class") {
        all.push(coverage(&fields, &judged));
    }
    all.push(unpriced(&judged));
    if let Some(key) = facts.serial_key() {
        all.push(same_serial(conn, scope, head, &key)?);
    }
    all.extend(repeat_repair(conn, services, scope, (head, &fields))?);
    Ok(all)
}

fn decision(services: &Services, judged: &Judged) -> Check {
    let again = service_records::recompute(&services.policies.current(), judged);
    let result = if again.as_ref() == Some(&judged.decision) { Outcome::Ok } else { Outcome::Danger };
    Check::new("decision", result, judged.decision.policy_version.to_string())
}

/// Gates that were answered with a reason instead of a confirmation.
fn gates(fields: &Map<String, Value>) -> Vec<Check> {
    let reason =
        |gate: &str, way: &str| fields.get(gate).and_then(|value| value.get(way)).and_then(Value::as_str);
    let explained = [("backup", "not_needed"), ("training", "none"), ("acceptance", "refused")];
    let mut found: Vec<Check> = explained
        .iter()
        .filter_map(|(gate, way)| {
            let kind = match *gate {
                "backup" => "no-backup",
                "training" => "no-training",
                _ => "no-acceptance",
            };
            Some(Check::new(kind, Outcome::Attention, reason(gate, way)?))
        })
        .collect();
    if found.is_empty() {
        found.push(Check::new("gates", Outcome::Ok, ""));
    }
    found
}

/// Who signed, and whether what is looked at is what was signed.
fn signature(
    conn: &mut Conn,
    services: &Services,
    head: &Head,
    revision: &Revision,
    fields: &Map<String, Value>,
) -> Result<Option<Check>, Error> {
    if head.kind != ServiceRecordKind::FaultRecord {
        return Ok(None);
    }
    let accepted = fields.contains_key("acceptance");
    Ok(match signatures::of_content(conn, head, fields, revision.revision)? {
        None => accepted.then(|| Check::new("signature", Outcome::Attention, "")),
        Some(signed) => {
            let at = signed.signed_at.0.with_timezone(&services.settings.time_zone).format("%Y-%m-%d %H:%M");
            let detail = format!("{} · {at}", signed.signer_name);
            Some(if signed.valid {
                Check::new("signature", Outcome::Ok, detail)
            } else {
                Check::new("signature-void", Outcome::Attention, detail)
            })
        }
    })
}

fn hours(judged: &Judged) -> Check {
    let minutes = i64::from(judged.input.work.labour_minutes.unwrap_or(0));
    let usual = usual_minutes(&judged.input.service_code);
    let result = if minutes > usual || minutes == 0 { Outcome::Attention } else { Outcome::Ok };
    Check::new("hours", result, minutes.to_string())
}

/// While no product is registered, coverage rests on the day typed on the record (2.5).
/// Of a registered one the register has the say, and a difference to what was typed is shown.
fn coverage(fields: &Map<String, Value>, judged: &Judged) -> Check {
    if judged.input.work.product.is_some() {
        let registered = judged.input.work.starts_on().map(|day| day.to_string()).unwrap_or_default();
        return match fields.get("accepted_on").and_then(Value::as_str) {
            Some(typed) if typed != registered => {
                Check::new("coverage-typed", Outcome::Attention, format!("{typed} → {registered}"))
            }
            _ if registered.is_empty() => Check::new("coverage-registered", Outcome::Attention, ""),
            _ => Check::new("coverage-registered", Outcome::Ok, registered),
        };
    }
    match fields.get("accepted_on").and_then(Value::as_str) {
        Some(day) => Check::new("coverage", Outcome::Ok, day),
        None => Check::new("coverage", Outcome::Attention, ""),
    }
}

fn unpriced(judged: &Judged) -> Check {
    let lines = judged.decision.estimate.as_ref().map_or(&[][..], |estimate| &estimate.lines);
    let missing = lines.iter().filter(|line| line.needs_price()).count();
    let result = if missing == 0 { Outcome::Ok } else { Outcome::Attention };
    Check::new("prices", result, missing.to_string())
}

/// Earlier records of the same serial.
fn same_serial(conn: &mut Conn, scope: &Scope, head: &Head, key: &str) -> Result<Check, Error> {
    let earlier = service_records::same_serial(conn, scope, key, Some(head))?;
    let result = if earlier.is_empty() { Outcome::Ok } else { Outcome::Attention };
    Ok(Check::new("same-serial", result, earlier.len().to_string()).linked(earlier))
}

/// Where the device was repaired as often as the policy says, it is to be replaced with a new one of the same model (三包,
/// 2.5). Whether it was the same fault is for the reviewer to confirm, with the earlier repairs in sight.
fn repeat_repair(
    conn: &mut Conn,
    services: &Services,
    scope: &Scope,
    (head, fields): (&Head, &Map<String, Value>),
) -> Result<Option<Check>, Error> {
    let policies = services.policies.current();
    let repairs = service_records::repeated_repairs(conn, &policies, scope, (head, fields))?;
    let found = |repairs: Vec<Summary>| {
        Check::new("repeat-repair", Outcome::Attention, repairs.len().to_string()).linked(repairs)
    };
    Ok(Some(repairs).filter(|repairs| !repairs.is_empty()).map(found))
}

/// Patches of security defects are free for life, by the vendor's word alone: whoever approves confirms it (2.5).
fn security(judged: &Judged) -> Option<Check> {
    judged.input.work.security_defect.then(|| Check::new("security-defect", Outcome::Attention, ""))
}

/// Where the fault came from, with what that does: damage by the customer or by others is excluded from free service and
/// warranty, and the reviewer confirms it (2.5).
fn cause(fields: &Map<String, Value>) -> Option<Check> {
    let class: CauseClass = fields.get("cause_class").and_then(Value::as_str)?.parse().ok()?;
    let kind = match class {
        CauseClass::Customer => "cause-customer",
        CauseClass::ThirdParty => "cause-third-party",
        CauseClass::Unknown => "cause-unknown",
        CauseClass::Product | CauseClass::Configuration | CauseClass::Environment => return None,
    };
    Some(Check::new(kind, Outcome::Attention, ""))
}
