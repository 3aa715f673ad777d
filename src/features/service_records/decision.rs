//! The entitlement decision of a record: made for the moment of the work at submission, stored with the revision, and
//! made again under the same version when it is approved (2.4, 8.3).

use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::domain::decision::{Decision, DecisionInput, decide_again};
use crate::domain::policy::PolicySet;
use crate::domain::words::{ClientClass, Outcome, Refusal};
use crate::error::Error;
use crate::features::{customers, organisations, policy, products};
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{FaultCode, FieldFault};

use super::content::Facts;

/// An organisation by id and name, as they were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Its id.
    pub id: Id,
    /// Its name at that time.
    pub name: String,
}

/// A decision with everything it came from, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// What was asked.
    pub input: DecisionInput,
    /// What the policy said.
    pub decision: Decision,
    /// Whose account the vendor's lines go to, free ones too; none where nothing enters the vendor's books.
    pub payer: Option<Party>,
}

/// Decides the work that `facts` tell of, for a customer, on a registered product where there is one. `own` is the record, where
/// it has one: what it used of contracts before it gives back first.
///
/// # Errors
/// `Invalid` naming the field that stands in the way.
pub fn judge(
    conn: &mut Conn,
    policies: &PolicySet,
    (facts, actor): (&Facts<'_>, &Actor),
    paying: &customers::Paying,
    (product, own): (Option<&products::Registered>, Option<Id>),
) -> Result<Judged, Error> {
    let customer = &paying.customer;
    let required = |name: &str| Error::field(name, FaultCode::REQUIRED);
    let (at, at_field) = facts.worked_at().ok_or_else(|| required("reported_at"))?;
    let city = facts.city().ok_or_else(|| required("city"))?;
    let service_code = facts.service_code().ok_or_else(|| required("service_code"))?.to_string();
    let mut input = DecisionInput {
        class: customer.class,
        service_code,
        city: city.parse().map_err(|_| Error::field("city", FaultCode::NOT_A_CITY))?,
        at,
        escalated: facts.escalated(),
        has_agent: customer.agent_id.is_some(),
        grade: paying.payer.as_ref().and_then(|payer| payer.grade),
        work: policy::work(facts.content()),
    };
    if let Some(product) = product {
        policy::on_product(conn, policies, &mut input, (product, own))?;
    }
    let input = policy::with_hours(policies, facts.content(), input);
    let decision = policy::decide(policies, &input).map_err(|fault| match fault {
        Error::Invalid(faults) => {
            Error::Invalid(faults.into_iter().map(|fault| at_field_of(fault, at_field)).collect())
        }
        other => other,
    })?;
    let payer = if decision.estimate.is_some() { Some(payer(conn, actor, paying)?) } else { None };
    Ok(Judged { input, decision, payer })
}

/// A record has no field `at`: its moment is that of another field.
fn at_field_of(mut fault: FieldFault, field: &str) -> FieldFault {
    if fault.path == "at" {
        fault.path = field.to_string();
    }
    fault
}

/// Who pays for the customer; what the desk gives a prospect goes to the vendor's own account.
fn payer(conn: &mut Conn, actor: &Actor, paying: &customers::Paying) -> Result<Party, Error> {
    match &paying.payer {
        Some(payer) => Ok(Party { id: payer.id, name: payer.name.clone() }),
        None if paying.customer.class != ClientClass::EndUser => {
            Err(Error::field("customer_id", FaultCode::new("no_payer")))
        }
        None if actor.is_vendor() => {
            Ok(Party { id: actor.organisation(), name: actor.organisation_name().to_string() })
        }
        None => {
            let id = organisations::vendor(conn)?;
            Ok(Party { id, name: organisations::name(conn, id)? })
        }
    }
}

/// Why a decision does not let a record be sent in: the code is not offered, or an escalated X (8.3).
#[must_use]
pub fn refusals(judged: &Judged, escalated: bool) -> Option<FieldFault> {
    let decision = &judged.decision;
    let at_vendor = escalated && judged.input.class == ClientClass::EndUser;
    match (decision.outcome, decision.reason) {
        (Outcome::NotProvided, Some(Refusal::Catalogue)) => {
            Some(FieldFault::new("service_code", FaultCode::new("not_offered")))
        }
        (Outcome::NotProvided, _) if at_vendor => {
            Some(FieldFault::new("escalated", FaultCode::new("not_provided")))
        }
        _ => None,
    }
}

/// The stored decision made again from its stored input under its stored version and price list; none where one is gone.
#[must_use]
pub fn recompute(policies: &PolicySet, judged: &Judged) -> Option<Decision> {
    let policy = policies.version(judged.decision.policy_version)?;
    let price_list = judged.decision.estimate.as_ref().map(|estimate| estimate.price_list_version);
    decide_again(policy, price_list, &judged.input).ok()
}
