//! The check of a contract's body beyond its fields: days in order, references in sight, services of the catalogue.

use serde_json::{Map, Value};

use crate::domain::contract_words::PenaltyTerms;
use crate::domain::policy::Policy;
use crate::error::Error;
use crate::features::customers;
use crate::features::products::{self, Desk, types};
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{FaultCode, FieldFault};

use super::model::ServiceRow;

/// A checked body.
#[derive(Debug)]
pub struct Checked {
    pub customer: Id,
    pub starts_on: String,
    pub ends_on: String,
    pub accepted_on: Option<String>,
    pub sla_profile: Option<String>,
    pub labour_included: bool,
    pub parts_included: bool,
    pub price_fen: i64,
    pub vat_rate: i32,
    pub penalty: Option<Value>,
    pub note: Option<String>,
    /// Code and number of visits.
    pub services: Vec<(String, Option<i32>)>,
    pub products: Vec<Id>,
    pub types: Vec<Id>,
}

impl Checked {
    /// The services as rows of a contract.
    pub fn service_rows(&self, contract: Id) -> Vec<ServiceRow> {
        let row = |(code, visits): &(String, Option<i32>)| ServiceRow {
            contract_id: contract,
            service_code: code.clone(),
            visits: *visits,
            used: 0,
        };
        self.services.iter().map(row).collect()
    }
}

/// Reads a body that its table has let through. Every fault at once.
///
/// # Errors
/// `Invalid` naming each field.
pub fn read(conn: &mut Conn, desk: &Desk<'_>, body: &Map<String, Value>) -> Result<Checked, Error> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_string);
    let flag = |name: &str| body.get(name).and_then(Value::as_bool).unwrap_or_default();
    let number = |name: &str| body.get(name).and_then(Value::as_i64).unwrap_or_default();
    let policies = desk.services.policies.current();
    let policy = policies.at(desk.now.0).map_err(Error::internal)?;
    let customer: Id =
        text("customer_id").and_then(|id| id.parse().ok()).ok_or_else(|| not_found("customer_id"))?;
    let mut faults = Vec::new();
    match customers::referenced(conn, desk.actor, customer) {
        Err(Error::Invalid(more)) => faults.extend(more),
        Err(other) => return Err(other),
        Ok(_) => {}
    }
    faults.extend(days(desk, body));
    let products = named(body, "product_ids", &mut faults);
    let types = named(body, "product_type_ids", &mut faults);
    let seen = products::some(conn, desk, &products)?;
    let theirs = |id: &Id| seen.iter().any(|one| one.id == *id && one.customer_id == customer);
    faults.extend(unknown("product_ids", &products, theirs));
    let known = types::some(conn, &types)?;
    faults.extend(unknown("product_type_ids", &types, |id| known.iter().any(|one| one.id == *id)));
    let services = services(policy, body, &mut faults);
    if text("sla_profile").is_some_and(|name| policy.sla.profile(&name).is_none()) {
        faults.push(FieldFault::new("sla_profile", FaultCode::new("unknown_profile")));
    }
    let penalty = body.get("penalty").cloned();
    faults.extend(penalty.as_ref().map(penalties).unwrap_or_default());
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    Ok(Checked {
        customer,
        starts_on: text("starts_on").unwrap_or_default(),
        ends_on: text("ends_on").unwrap_or_default(),
        accepted_on: text("accepted_on"),
        sla_profile: text("sla_profile"),
        labour_included: flag("labour_included"),
        parts_included: flag("parts_included"),
        price_fen: number("price_fen"),
        vat_rate: i32::try_from(number("vat_rate")).map_err(Error::internal)?,
        penalty,
        note: text("note"),
        services,
        products,
        types,
    })
}

fn not_found(name: &str) -> Error {
    Error::field(name, FaultCode::NOT_FOUND)
}

/// Days compare as texts.
fn days(desk: &Desk<'_>, body: &Map<String, Value>) -> Vec<FieldFault> {
    let day = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let today = desk.today().to_string();
    let mut faults = Vec::new();
    if day("ends_on") < day("starts_on") {
        faults.push(FieldFault::new("ends_on", FaultCode::new("ends_before_start")));
    }
    if day("accepted_on") > today.as_str() {
        faults.push(FieldFault::new("accepted_on", FaultCode::new("in_future")));
    }
    faults
}

/// A list of ids, each once.
fn named(body: &Map<String, Value>, name: &str, faults: &mut Vec<FieldFault>) -> Vec<Id> {
    let list = body.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut ids = Vec::new();
    for (index, text) in list.iter().filter_map(Value::as_str).enumerate() {
        let path = format!("{name}.{index}");
        match text.parse::<Id>() {
            Ok(id) if ids.contains(&id) => faults.push(FieldFault::new(path, FaultCode::REPEATED)),
            Ok(id) => ids.push(id),
            Err(_) => faults.push(FieldFault::new(path, FaultCode::NOT_AN_ID)),
        }
    }
    ids
}

/// What is missing or out of sight is one and the same.
fn unknown(name: &str, ids: &[Id], known: impl Fn(&Id) -> bool) -> Vec<FieldFault> {
    let fault = |at: usize| FieldFault::new(format!("{name}.{at}"), FaultCode::NOT_FOUND);
    ids.iter().enumerate().filter(|(_, id)| !known(id)).map(|(at, _)| fault(at)).collect()
}

fn services(
    policy: &Policy,
    body: &Map<String, Value>,
    faults: &mut Vec<FieldFault>,
) -> Vec<(String, Option<i32>)> {
    let rows = body.get("services").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut services: Vec<(String, Option<i32>)> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let code = row.get("service_code").and_then(Value::as_str).unwrap_or_default();
        let visits = row.get("visits").and_then(Value::as_i64).and_then(|count| i32::try_from(count).ok());
        let fault = if policy.catalogue.find(code).is_none() {
            Some(FaultCode::new("unknown_service"))
        } else if services.iter().any(|(known, _)| known == code) {
            Some(FaultCode::REPEATED)
        } else {
            None
        };
        faults.extend(fault.map(|code| FieldFault::new(format!("services.{index}.service_code"), code)));
        services.push((code.to_string(), visits));
    }
    services
}

/// A percentage for no response says after how many hours, and the other way round. Without a cap of its own a contract has that
/// of the policy.
fn penalties(said: &Value) -> Vec<FieldFault> {
    let terms: PenaltyTerms = serde_json::from_value(said.clone()).unwrap_or_default();
    let missing = [
        ("no_response_hours", terms.no_response_percent.is_some() && terms.no_response_hours.is_none()),
        ("no_response_percent", terms.no_response_hours.is_some() && terms.no_response_percent.is_none()),
    ];
    let fault = |name| FieldFault::new(format!("penalty.{name}"), FaultCode::REQUIRED);
    missing.into_iter().filter(|(_, is)| *is).map(|(name, _)| fault(name)).collect()
}

/// What a breach costs under a contract: what it says itself, else what the profile says that it names (3.4).
///
/// # Errors
/// What the policy answers; terms that cannot be read.
pub fn agreed_penalty(
    desk: &Desk<'_>,
    profile: Option<&str>,
    said: Option<Value>,
) -> Result<Option<Value>, Error> {
    if let Some(said) = said
        && serde_json::from_value::<PenaltyTerms>(said.clone())? != PenaltyTerms::default()
    {
        return Ok(Some(said));
    }
    let policies = desk.services.policies.current();
    let sla = &policies.at(desk.now.0).map_err(Error::internal)?.sla;
    let usual = profile.and_then(|name| sla.profile(name)).and_then(|profile| profile.penalties);
    Ok(usual.map(|usual| serde_json::to_value(usual.terms())).transpose()?)
}
