//! Questions to the policy: the version of a moment, and what it makes of a piece of work for a class or a customer.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::access::{Action, Actor};
use crate::domain::decision::{Decision, DecisionInput};
use crate::domain::policy::{Policy, PolicySet};
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::{contracts, products};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode, Field, FieldFault};

use super::decide::decide;
use super::explain::DecisionView;
use super::hours::with_hours;
use super::model::DECISION;
use super::whose::{self, Whose};
use super::work::decision_input;

/// The version in force at `at`.
///
/// # Errors
/// `Invalid` naming `at` where it is before the first version.
pub fn version_at(policies: &PolicySet, at: DateTime<Utc>) -> Result<&Policy, Error> {
    policies.at(at).map_err(|_| Error::field("at", FaultCode::new("before_first_version")))
}

/// Checks a query against its table. A `+` that came undone in an address is put back into a moment.
///
/// # Errors
/// `Invalid` naming every key at fault.
pub fn query(table: &'static [Field], pairs: &[(String, String)]) -> Result<Map<String, Value>, Error> {
    let mended =
        |key: &str, value: &str| if key == "at" { value.replace(' ', "+") } else { value.to_string() };
    let body = pairs.iter().map(|(key, value)| (key.clone(), Value::from(mended(key, value)))).collect();
    fields::check(table, &Value::Object(body), Completeness::Draft).map_err(Error::Invalid)
}

/// The moment `at` of a checked body, else `now`.
#[must_use]
pub fn moment(body: &Map<String, Value>, now: Moment) -> DateTime<Utc> {
    let at = body.get("at").and_then(Value::as_str).and_then(|at| DateTime::parse_from_rfc3339(at).ok());
    at.map_or(now.0, |at| at.to_utc())
}

/// The classes that `actor` may ask for: its own, an agent also for its end users, the vendor's staff for all.
#[must_use]
pub fn classes_of(actor: &Actor) -> &'static [ClientClass] {
    match actor.class() {
        _ if actor.can(Action::DecideForAnyClass) => ClientClass::ALL,
        Some(ClientClass::Agent) => &[ClientClass::Agent, ClientClass::EndUser],
        Some(ClientClass::EndUser) => &[ClientClass::EndUser],
        Some(ClientClass::KeyAccount) => &[ClientClass::KeyAccount],
        None => &[],
    }
}

/// `POST /decisions`: decides for a class or for a customer in sight. Nothing is stored.
///
/// # Errors
/// `Forbidden` for a class that is not the actor's; `Invalid` naming each field at fault, a customer out of sight
/// exactly as one that does not exist.
pub fn decide_for(
    conn: &mut Conn,
    actor: &Actor,
    policies: &PolicySet,
    body: &Value,
    zone: chrono_tz::Tz,
    now: Moment,
) -> Result<Decision, Error> {
    let class = body.get("class").and_then(Value::as_str).and_then(|class| class.parse().ok());
    if class.is_some_and(|class| !classes_of(actor).contains(&class)) {
        return Err(Error::Forbidden("role_not_allowed"));
    }
    let body = fields::check(DECISION, body, Completeness::Complete).map_err(Error::Invalid)?;
    let customer = body.get("customer_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let whose = match (class, customer) {
        (Some(_), Some(_)) => return Err(Error::field("class", FaultCode::ONLY_ONE_WAY)),
        (None, None) => return Err(Error::field("class", FaultCode::REQUIRED)),
        (Some(class), None) => Whose::of_class(class),
        (None, Some(id)) => customer_in_sight(conn, actor, id)?,
    };
    let product = match body.get("product_id").and_then(Value::as_str).and_then(|id| id.parse().ok()) {
        None => None,
        Some(id) => {
            // A product belongs to a customer, so where only a class is asked for none is meant.
            let owner = customer.ok_or_else(|| Error::field("product_id", FaultCode::NOT_FOUND))?;
            Some(products::referenced(conn, actor, id, owner)?)
        }
    };
    let mut content = body.clone();
    if let Some(at) = body.get("at") {
        content.insert("reported_at".into(), at.clone());
    }
    let mut input = decision_input(&content, Some(&whose.beneficiary), zone, now.0)
        .map_err(|missing| Error::Invalid(missing.into_iter().map(required).collect()))?;
    if let Some(product) = product {
        on_product(conn, policies, &mut input, (&product, None))?;
    }
    let input = with_hours(policies, &content, input);
    decide(policies, &input).map_err(|fault| named_by_the_request(fault, class))
}

/// Says in `input` on which registered product the work is done, and which contracts in force on its day cover that one: the
/// day of the policy that decides. `own` is the record that tells of the work, where there is one: what it used of contracts
/// before it gives back first.
///
/// # Errors
/// What the database answers.
pub fn on_product(
    conn: &mut Conn,
    policies: &PolicySet,
    input: &mut DecisionInput,
    (product, own): (&products::Registered, Option<Id>),
) -> Result<(), Error> {
    // A moment before the first version is told by the decision.
    let Ok(policy) = policies.at(input.at) else { return Ok(()) };
    let asked = (input.service_code.as_str(), policy.local_date(input.at));
    let terms = product.terms(conn)?;
    // What went back is covered by nothing any more.
    if !terms.is_gone(asked.1) {
        input.work.contracts = contracts::terms(conn, product.cover(), asked, own)?;
    }
    input.work.product = Some(terms);
    Ok(())
}

fn required(name: &str) -> FieldFault {
    FieldFault::new(name, FaultCode::REQUIRED)
}

/// Where the class was asked for, the request has no customer to blame.
fn named_by_the_request(fault: Error, class: Option<ClientClass>) -> Error {
    match (fault, class) {
        (Error::Invalid(mut faults), Some(_)) => {
            faults
                .iter_mut()
                .filter(|fault| fault.path == "customer_id")
                .for_each(|fault| fault.path = "class".into());
            Error::Invalid(faults)
        }
        (other, _) => other,
    }
}

/// A customer as a reference in a body: 422 where it is missing or out of sight.
///
/// # Errors
/// `Invalid` naming `customer_id`.
pub fn customer_in_sight(conn: &mut Conn, actor: &Actor, id: Id) -> Result<Whose, Error> {
    let unknown = || Error::field("customer_id", FaultCode::NOT_FOUND);
    let scope = actor.may(Action::ViewCustomers).map_err(|_| unknown())?;
    whose::find(conn, &scope, id)?.ok_or_else(unknown)
}

/// Takes out of a decision what is not for `actor`: an end user never sees what its agent would pay.
#[must_use]
pub fn for_eyes_of(actor: &Actor, mut view: DecisionView) -> DecisionView {
    if actor.class() == Some(ClientClass::EndUser) {
        view.estimate = None;
    }
    view
}
