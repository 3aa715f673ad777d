//! The check of a customer's body: its fields, and who may say whose a customer is (8.3).

use serde_json::{Map, Value, json};

use crate::access::{Action, Actor, Scope, Sight};
use crate::domain::credit_code::{CreditCodeWarning, check_credit_code, normalise_credit_code};
use crate::domain::record_words::OrganisationKind;
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::{organisations, users};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode, FieldFault};
use crate::platform::services::Services;

use super::engineers;
use super::model::{Contact, FIELDS};
use super::store::Row;

/// A field that this person, or this class of customer, does not set.
pub const NOT_ALLOWED: FaultCode = FaultCode::new("not_allowed");
/// A field that no longer changes.
pub const FIXED: FaultCode = FaultCode::new("fixed");

/// A body that is good.
#[derive(Debug, Clone)]
pub struct Checked {
    pub name: String,
    pub class: ClientClass,
    pub city: String,
    pub credit_code: Option<String>,
    pub industry: Option<String>,
    pub agent_id: Option<Id>,
    pub account_manager_id: Option<Id>,
    pub organisation_id: Option<Id>,
    pub fixed_engineer_id: Option<Id>,
    pub sla_profile: Option<String>,
    pub apply_to_open: bool,
    pub contacts: Vec<Contact>,
}

/// What is odd about a credit code, as a stable code.
#[must_use]
pub fn credit_code_warning(code: &str) -> Option<&'static str> {
    check_credit_code(code).err().map(|warning| match warning {
        CreditCodeWarning::Length => "credit_code_length",
        CreditCodeWarning::Character => "credit_code_character",
        CreditCodeWarning::Check => "credit_code_check",
    })
}

/// Checks the body of a new customer and fills in what follows from who writes it.
pub fn check_new(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    (services, now): (&Services, Moment),
    body: &Value,
) -> Result<Checked, Error> {
    let mut checked = read(services, now, body)?;
    let mut faults = Vec::new();
    if actor.is_vendor() {
        vendor_rules(conn, actor, scope, None, &mut checked, &mut faults)?;
    } else {
        agent_rules(actor, &mut checked, &mut faults);
    }
    promises(conn, actor, None, &checked, &mut faults)?;
    if faults.is_empty() { Ok(checked) } else { Err(Error::Invalid(faults)) }
}

/// Checks a stored customer with a patch laid over it.
pub fn check_change(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    (services, now): (&Services, Moment),
    stored: &Row,
    patch: &Value,
) -> Result<Checked, Error> {
    let mut checked = read(services, now, &fields::merge(&as_body(stored), patch))?;
    let mut faults = Vec::new();
    if checked.class != stored.class {
        return Err(Error::field("class", FIXED));
    }
    if actor.is_vendor() {
        vendor_rules(conn, actor, scope, Some(stored), &mut checked, &mut faults)?;
    } else {
        agent_rules(actor, &mut checked, &mut faults);
        let organisation = (checked.organisation_id, stored.organisation_id);
        if organisation.0 == organisation.1 {
            faults.retain(|fault| fault.path != "organisation_id");
        }
    }
    if checked.agent_id != stored.agent_id && checked.fixed_engineer_id == stored.fixed_engineer_id {
        // Whoever knew its systems for another agent does not come any more.
        checked.fixed_engineer_id = None;
    }
    promises(conn, actor, Some(stored), &checked, &mut faults)?;
    if faults.is_empty() { Ok(checked) } else { Err(Error::Invalid(faults)) }
}

/// A stored customer as a body.
#[must_use]
pub fn as_body(row: &Row) -> Map<String, Value> {
    let body = json!({
        "name": row.name, "class": row.class, "city": row.city, "credit_code": row.credit_code,
        "industry": row.industry, "agent_id": row.agent_id, "account_manager_id": row.account_manager_id,
        "organisation_id": row.organisation_id, "contacts": row.contacts,
        "fixed_engineer_id": row.fixed_engineer_id, "sla_profile": row.sla_profile,
    });
    body.as_object().cloned().unwrap_or_default()
}

fn read(services: &Services, now: Moment, body: &Value) -> Result<Checked, Error> {
    let body = fields::check(FIELDS, body, Completeness::Complete).map_err(Error::Invalid)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let id = |name: &str| text(name).and_then(|text| text.parse().ok());
    let city = text("city").unwrap_or("");
    let policies = services.policies.current();
    let policy = policies.at(now.0).map_err(Error::internal)?;
    if text("sla_profile").is_some_and(|name| policy.sla.profile(name).is_none()) {
        return Err(Error::field("sla_profile", FaultCode::NOT_AN_OPTION));
    }
    if policy.cities.find(city).is_none() {
        return Err(Error::field("city", FaultCode::NOT_A_CITY));
    }
    Ok(Checked {
        name: text("name").unwrap_or("").into(),
        class: text("class")
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| Error::field("class", FaultCode::REQUIRED))?,
        city: city.into(),
        credit_code: text("credit_code").map(normalise_credit_code),
        industry: text("industry").map(Into::into),
        agent_id: id("agent_id"),
        account_manager_id: id("account_manager_id"),
        organisation_id: id("organisation_id"),
        fixed_engineer_id: id("fixed_engineer_id"),
        sla_profile: text("sla_profile").map(Into::into),
        apply_to_open: body.get("apply_to_open").and_then(Value::as_bool).unwrap_or(false),
        contacts: body.get("contacts").cloned().map_or(Ok(vec![]), serde_json::from_value)?,
    })
}

/// An agent writes end users of its own, whatever else it names.
fn agent_rules(actor: &Actor, checked: &mut Checked, faults: &mut Vec<FieldFault>) {
    if checked.class != ClientClass::EndUser {
        faults.push(FieldFault::new("class", NOT_ALLOWED));
    }
    if checked.agent_id.is_some_and(|id| id != actor.organisation()) {
        faults.push(FieldFault::new("agent_id", FaultCode::NOT_FOUND));
    }
    checked.agent_id = Some(actor.organisation());
    for (name, given) in [
        ("account_manager_id", checked.account_manager_id.is_some()),
        ("organisation_id", checked.organisation_id.is_some()),
    ] {
        if given {
            faults.push(FieldFault::new(name, NOT_ALLOWED));
        }
    }
}

/// The vendor's staff: who may assign says whose a customer is; a key-account manager writes its own; the rest leave
/// that as it is.
fn vendor_rules(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    stored: Option<&Row>,
    checked: &mut Checked,
    faults: &mut Vec<FieldFault>,
) -> Result<(), Error> {
    let before =
        stored.map_or((None, None, None), |row| (row.agent_id, row.account_manager_id, row.organisation_id));
    if !scope.sees_all() && scope.sights().contains(&Sight::KeyAccounts) {
        if checked.class != ClientClass::KeyAccount {
            faults.push(FieldFault::new("class", NOT_ALLOWED));
        }
        checked.account_manager_id = checked.account_manager_id.or(Some(actor.user()));
        if checked.account_manager_id != Some(actor.user()) {
            faults.push(FieldFault::new("account_manager_id", NOT_ALLOWED));
        }
    } else if !actor.can(Action::AssignCustomers) && before.1 != checked.account_manager_id {
        faults.push(FieldFault::new("account_manager_id", NOT_ALLOWED));
    }
    if !actor.can(Action::AssignCustomers) {
        if before.0 != checked.agent_id {
            faults.push(FieldFault::new("agent_id", NOT_ALLOWED));
        }
        if before.2 != checked.organisation_id {
            faults.push(FieldFault::new("organisation_id", NOT_ALLOWED));
        }
    }
    if !faults.is_empty() {
        return Ok(());
    }
    references(conn, before, checked, faults)
}

/// Who may promise a customer a profile, and who can be its fixed engineer: somebody of its agent or of the vendor who
/// goes to customers. An agent names its own people alone, and learns of no other.
fn promises(
    conn: &mut Conn,
    actor: &Actor,
    stored: Option<&Row>,
    checked: &Checked,
    faults: &mut Vec<FieldFault>,
) -> Result<(), Error> {
    let changed = stored.map_or(checked.sla_profile.is_some(), |row| row.sla_profile != checked.sla_profile);
    let may = actor.can(Action::AssignCustomers);
    if changed && !may {
        faults.push(FieldFault::new("sla_profile", NOT_ALLOWED));
    }
    if checked.apply_to_open && (!may || !changed || stored.is_none()) {
        faults.push(FieldFault::new("apply_to_open", NOT_ALLOWED));
    }
    let Some(id) = checked.fixed_engineer_id else { return Ok(()) };
    let kept =
        stored.is_some_and(|row| row.fixed_engineer_id == Some(id) && row.agent_id == checked.agent_id);
    if kept {
        return Ok(());
    }
    if !engineers::can_serve(conn, actor, checked.agent_id, id)? {
        faults.push(FieldFault::new("fixed_engineer_id", FaultCode::NOT_FOUND));
    }
    Ok(())
}

/// Every reference must name what its field is for.
fn references(
    conn: &mut Conn,
    before: (Option<Id>, Option<Id>, Option<Id>),
    checked: &mut Checked,
    faults: &mut Vec<FieldFault>,
) -> Result<(), Error> {
    let class = checked.class;
    match checked.agent_id {
        Some(_) if class == ClientClass::KeyAccount => faults.push(FieldFault::new("agent_id", NOT_ALLOWED)),
        Some(id) if before.0 != Some(id) && !is_organisation(conn, id, OrganisationKind::Agent)? => {
            faults.push(FieldFault::new("agent_id", FaultCode::NOT_FOUND));
        }
        _ => {}
    }
    match checked.account_manager_id {
        Some(_) if class != ClientClass::KeyAccount => {
            faults.push(FieldFault::new("account_manager_id", NOT_ALLOWED));
        }
        Some(id) if before.1 != Some(id) && !users::is_account_manager(conn, id)? => {
            faults.push(FieldFault::new("account_manager_id", FaultCode::NOT_FOUND));
        }
        _ => {}
    }
    let kind = match class {
        ClientClass::Agent => OrganisationKind::Agent,
        ClientClass::EndUser => OrganisationKind::EndUser,
        ClientClass::KeyAccount => OrganisationKind::KeyAccount,
    };
    if class == ClientClass::Agent {
        checked.organisation_id = checked.organisation_id.or(checked.agent_id);
        if checked.organisation_id.is_none() {
            faults.push(FieldFault::new("organisation_id", FaultCode::REQUIRED));
        } else if checked.agent_id.is_some_and(|id| Some(id) != checked.organisation_id) {
            faults.push(FieldFault::new("agent_id", NOT_ALLOWED));
        }
        checked.agent_id = checked.organisation_id;
    }
    if let Some(id) = checked.organisation_id
        && before.2 != Some(id)
        && !is_organisation(conn, id, kind)?
    {
        faults.push(FieldFault::new("organisation_id", FaultCode::NOT_FOUND));
    }
    if class == ClientClass::KeyAccount && before.2.is_some() && checked.organisation_id.is_none() {
        checked.organisation_id = before.2;
    }
    Ok(())
}

fn is_organisation(conn: &mut Conn, id: Id, kind: OrganisationKind) -> Result<bool, Error> {
    Ok(organisations::find(conn, id)?.is_some_and(|found| found.active && found.kind == kind))
}
