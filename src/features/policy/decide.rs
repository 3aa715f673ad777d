//! The decision engine, asked by a feature: its refusals become wrong fields of the request (chapter 2.4).

use crate::domain::decision::{self, Decision, DecisionError, DecisionInput};
use crate::domain::policy::PolicySet;
use crate::error::Error;
use crate::platform::fields::{FaultCode, FieldFault};

/// What the policy in force at the moment of the work says of it.
///
/// # Errors
/// `Invalid` naming every field at fault: `at`, `service_code`, `city`, `customer_id`, `parts`.
pub fn decide(policies: &PolicySet, input: &DecisionInput) -> Result<Decision, Error> {
    let faults = faults(policies, input);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    decision::decide(policies, input).map_err(|fault| Error::Invalid(vec![wrong(&fault)]))
}

/// All faults at once; the engine stops at the first.
fn faults(policies: &PolicySet, input: &DecisionInput) -> Vec<FieldFault> {
    let Ok(policy) = policies.at(input.at) else { return vec![wrong(&DecisionError::BeforeFirstVersion)] };
    let mut faults = Vec::new();
    if policy.catalogue.find(&input.service_code).is_none() {
        faults.push(wrong(&DecisionError::UnknownService));
    }
    if policy.cities.resolve(input.city).is_none() {
        faults.push(wrong(&DecisionError::UnknownCity));
    }
    faults
}

fn wrong(fault: &DecisionError) -> FieldFault {
    match fault {
        // The request names the customer; that it has no agent is a fault of that choice.
        DecisionError::NoAgent => FieldFault::new("customer_id", FaultCode::new("no_agent")),
        DecisionError::Money(_) => FieldFault::new("parts", FaultCode::new("amount_out_of_range")),
        other => FieldFault::new(other.field(), FaultCode::new(other.code())),
    }
}
