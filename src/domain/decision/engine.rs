//! The six steps of a decision, in the order of chapter 2.4.
//!
//! Invariant: a step is written exactly when it was taken, and the steps stop where the outcome is settled.

use chrono::{DateTime, Utc};

use super::{
    ContractCover, Decision, DecisionError, DecisionInput, RepairCoverage, Step, VisitFinding, steps,
};
use crate::domain::{
    catalogue::Service,
    city::City,
    policy::{Policy, PolicySet},
    price_list::PriceList,
    pricing::{Estimate, Pricing, Share, estimate},
    words::{BilledBy, ClientClass, Delivery, Level, Outcome, Payer, PriceUnit, Provider, Refusal},
};

/// Decides under the version in force at the moment of the work.
pub fn decide(policies: &PolicySet, input: &DecisionInput) -> Result<Decision, DecisionError> {
    let policy = policies.at(input.at).map_err(|_| DecisionError::BeforeFirstVersion)?;
    decide_under(policy, input)
}

/// Decides under one version, whatever the moment, by the price list of the moment: for simulation.
pub fn decide_under(policy: &Policy, input: &DecisionInput) -> Result<Decision, DecisionError> {
    decide_by(policy, policy.prices.at(input.at), input)
}

/// Decides again what was decided under this version with the price list of that number, whatever lists were published since;
/// where no number was stored, with that of the moment. For proving stored decisions.
pub fn decide_again(
    policy: &Policy,
    price_list: Option<i32>,
    input: &DecisionInput,
) -> Result<Decision, DecisionError> {
    decide_by(policy, policy.prices.stored(price_list, input.at), input)
}

fn decide_by(
    policy: &Policy,
    prices: Option<&PriceList>,
    input: &DecisionInput,
) -> Result<Decision, DecisionError> {
    let case = Case::look_up(policy, prices, input)?;
    if !case.service.is_offered_to(input.class) {
        return Ok(case.not_offered());
    }
    let level = policy.matrix.level(input.class, case.service.phase, case.service.delivery);
    let provider = case.provider();
    let outcome = case.outcome_of(level);
    if case.is_prospect() && outcome != Outcome::Free {
        // What is charged needs an agent to pay, and level X needs one to do it.
        return Err(DecisionError::NoAgent);
    }
    let mut steps = vec![
        steps::catalogue(&case, true),
        steps::matrix(&case, level),
        steps::routing(&case, provider),
        steps::level(&case, level, outcome),
    ];
    if outcome == Outcome::NotProvided {
        return Ok(case.not_provided(level, steps));
    }
    let coverage = case.coverage();
    let outcome = case.after_coverage(outcome, provider, &coverage);
    let contract = case.contract(outcome);
    let outcome = match contract {
        Some(contract) if contract.visit == VisitFinding::Covered => Outcome::Free,
        _ => outcome,
    };
    steps.push(steps::coverage(&case, level, provider, outcome, (&coverage, contract.as_ref())));
    let (payer, billed_by) = case.payer(outcome, provider);
    if let (Some(payer), Some(billed_by)) = (payer, billed_by) {
        steps.push(steps::payer(&case, payer, billed_by));
    }
    Ok(Decision {
        outcome,
        reason: None,
        level: Some(level),
        provider: Some(provider),
        payer,
        billed_by,
        same_city: case.same_city(),
        policy_version: policy.version,
        steps,
        estimate: case.estimate(level, outcome, provider, billed_by, (coverage, contract))?,
    })
}

/// The input with what the policy knows of it.
pub(super) struct Case<'a> {
    pub(super) policy: &'a Policy,
    prices: Option<&'a PriceList>,
    pub(super) input: &'a DecisionInput,
    pub(super) service: &'a Service,
    pub(super) city: &'a City,
    pub(super) at: DateTime<Utc>,
}

impl<'a> Case<'a> {
    fn look_up(
        policy: &'a Policy,
        prices: Option<&'a PriceList>,
        input: &'a DecisionInput,
    ) -> Result<Self, DecisionError> {
        let service = policy.catalogue.find(&input.service_code).ok_or(DecisionError::UnknownService)?;
        let city = policy.cities.resolve(input.city).ok_or(DecisionError::UnknownCity)?;
        let case = Self { policy, prices, input, service, city, at: input.at };
        if case.is_prospect() && !service.prospects { Err(DecisionError::NoAgent) } else { Ok(case) }
    }

    /// An end user that has no agent yet: the vendor's desk answers what the catalogue marks for it, nothing else.
    pub(super) fn is_prospect(&self) -> bool {
        self.input.class == ClientClass::EndUser && !self.input.has_agent
    }

    /// An end user is served by its agent first, where it has one; escalation means nothing to other classes.
    fn provider(&self) -> Provider {
        match self.input.class {
            ClientClass::EndUser if self.input.has_agent && !self.input.escalated => Provider::Agent,
            _ => Provider::Vendor,
        }
    }

    /// Whether the city has a service point in operation.
    pub(super) fn is_near(&self) -> bool {
        self.policy.service_points.in_city(self.city.code, self.at).is_some()
    }

    fn same_city(&self) -> Option<bool> {
        (self.service.delivery == Delivery::Onsite).then(|| self.is_near())
    }

    fn outcome_of(&self, level: Level) -> Outcome {
        match level {
            Level::X => Outcome::NotProvided,
            Level::S0 => Outcome::Charged,
            Level::S1 if self.is_near() => Outcome::Free,
            Level::S1 => Outcome::Charged,
            Level::S2 => Outcome::Free,
        }
    }

    fn not_offered(&self) -> Decision {
        Decision {
            outcome: Outcome::NotProvided,
            reason: Some(Refusal::Catalogue),
            level: None,
            provider: None,
            payer: None,
            billed_by: None,
            same_city: self.same_city(),
            policy_version: self.policy.version,
            steps: vec![steps::catalogue(self, false)],
            estimate: None,
        }
    }

    /// Level X: an end user's agent may still do it; for other classes nobody is named.
    fn not_provided(&self, level: Level, steps: Vec<Step>) -> Decision {
        Decision {
            outcome: Outcome::NotProvided,
            reason: Some(Refusal::LevelX),
            level: Some(level),
            provider: (self.input.class == ClientClass::EndUser).then_some(Provider::Agent),
            payer: None,
            billed_by: None,
            same_city: self.same_city(),
            policy_version: self.policy.version,
            steps,
            estimate: None,
        }
    }

    fn coverage(&self) -> RepairCoverage {
        RepairCoverage::judge(&self.policy.coverage, &self.input.work, self.policy.local_date(self.at))
    }

    /// Free service may cover the vendor's visit of a repair, when the policy says so; never the reverse.
    fn after_coverage(&self, outcome: Outcome, provider: Provider, coverage: &RepairCoverage) -> Outcome {
        let covers = self.policy.coverage.free_service_covers_visits
            && self.service.repair
            && provider == Provider::Vendor
            && coverage.free_service == super::Finding::Covered;
        if covers { Outcome::Free } else { outcome }
    }

    /// What contracts do for visits that would be so. They serve the customer, whoever comes.
    fn contract(&self, outcome: Outcome) -> Option<ContractCover<'_>> {
        let price = self.prices.and_then(|prices| prices.services.get(&self.service.code));
        // Work that is priced by the hour is one thing on the bill, however many visits it took.
        let whole = price.is_some_and(|price| price.unit == PriceUnit::Hour);
        let work = &self.input.work;
        ContractCover::find(&work.contracts, work.visits, outcome == Outcome::Charged, whole)
    }

    /// The vendor bills agents and key accounts, never end users; an agent bills its end user itself.
    fn payer(&self, outcome: Outcome, provider: Provider) -> (Option<Payer>, Option<BilledBy>) {
        match (outcome, provider) {
            (Outcome::Charged, Provider::Vendor) => {
                (Some(self.input.class.would_be_payer()), Some(BilledBy::Vendor))
            }
            (Outcome::Charged, Provider::Agent) => (Some(Payer::EndUser), Some(BilledBy::Agent)),
            _ => (None, None),
        }
    }

    fn estimate(
        &self,
        level: Level,
        outcome: Outcome,
        provider: Provider,
        billed_by: Option<BilledBy>,
        (coverage, contract): (RepairCoverage, Option<ContractCover<'_>>),
    ) -> Result<Option<Estimate>, DecisionError> {
        if billed_by == Some(BilledBy::Agent) {
            return Ok(None);
        }
        let prices = self.prices.ok_or(DecisionError::NoPrice)?;
        let distance = self.policy.service_points.distance(&self.policy.cities, self.city.code, self.at);
        let tier = self.policy.city_tiers.tier(self.city.code, self.at);
        let rules = &self.policy.coverage;
        // What comes off for a grade comes off for the agent that pays.
        let grade = self.input.grade.filter(|_| self.input.class != ClientClass::KeyAccount);
        let work = &self.input.work;
        let service = self.service;
        let share = Share { visits: work.visits, by_contract: false };
        let pricing = Pricing {
            service,
            level,
            outcome,
            provider,
            distance,
            tier,
            coverage,
            contract,
            share,
            rules,
            prices,
            grade,
            work,
        };
        estimate(&pricing).map(Some)
    }
}
