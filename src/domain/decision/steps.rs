//! The steps of a decision: what each rule saw and concluded (chapter 2.4).
//!
//! Invariant: `saw` holds only texts, numbers and truth values, enough to explain the step in any language later.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{ContractCover, ContractTerms, RepairCoverage, engine::Case};
use crate::domain::words::{BilledBy, ClientClass, Level, Outcome, Payer, Provider, Rule};

/// One step: the rule, what it saw, what it concluded.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Step {
    /// Which rule was applied.
    pub rule: Rule,
    /// What it looked at: flat, by name.
    pub saw: Map<String, Value>,
    /// A stable word: `offered`, `not_offered`, a level, a provider, an outcome, a payer.
    pub concluded: String,
}

impl Step {
    fn new<const N: usize>(rule: Rule, saw: [(&str, Value); N], concluded: &str) -> Self {
        let saw = saw.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { rule, saw, concluded: concluded.to_owned() }
    }
}

fn text(value: impl ToString) -> Value {
    Value::String(value.to_string())
}

fn text_or_none(value: Option<impl ToString>) -> Value {
    value.map_or_else(|| text("none"), text)
}

pub(super) fn catalogue(case: &Case<'_>, offered: bool) -> Step {
    let saw = [
        ("class", text(case.input.class)),
        ("service_code", text(&case.service.code)),
        ("service_name_zh", text(&case.service.name.zh)),
        ("service_name_en", text(&case.service.name.en)),
    ];
    Step::new(Rule::Catalogue, saw, if offered { "offered" } else { "not_offered" })
}

pub(super) fn matrix(case: &Case<'_>, level: Level) -> Step {
    let saw = [
        ("class", text(case.input.class)),
        ("phase", text(case.service.phase)),
        ("delivery", text(case.service.delivery)),
        ("policy_version", Value::from(case.policy.version)),
    ];
    Step::new(Rule::Matrix, saw, level.as_str())
}

pub(super) fn routing(case: &Case<'_>, provider: Provider) -> Step {
    let prospect = case.is_prospect();
    let escalated = case.input.class == ClientClass::EndUser && case.input.escalated && !prospect;
    let saw = [("class", text(case.input.class)), ("escalated", Value::Bool(escalated))];
    let mut step = Step::new(Rule::Routing, saw, provider.as_str());
    if prospect {
        step.saw.insert("agent".to_owned(), text("none"));
    }
    step
}

pub(super) fn level(case: &Case<'_>, level: Level, outcome: Outcome) -> Step {
    let saw = [
        ("class", text(case.input.class)),
        ("level", text(level)),
        ("city", text(case.city.code)),
        ("city_name_zh", text(&case.city.name.zh)),
        ("city_name_en", text(&case.city.name.en)),
        ("service_point", Value::Bool(case.is_near())),
    ];
    Step::new(Rule::Level, saw, outcome.as_str())
}

pub(super) fn coverage(
    case: &Case<'_>,
    level: Level,
    provider: Provider,
    outcome: Outcome,
    (found, contract): (&RepairCoverage, Option<&ContractCover<'_>>),
) -> Step {
    let work = &case.input.work;
    let saw = [
        ("level", text(level)),
        ("provider", text(provider)),
        ("repair", Value::Bool(case.service.repair || work.workshop_repair)),
        ("parts", Value::from(work.parts.len())),
        ("accepted_on", text_or_none(work.starts_on())),
        ("cause_class", text_or_none(work.cause_class)),
        ("free_service", text(found.free_service)),
        ("free_service_until", text_or_none(found.free_service_until)),
        ("labour_charged_afterwards", Value::Bool(case.policy.coverage.labour_after_free_service_charged)),
        ("warranty", text(found.warranty)),
        ("warranty_until", text_or_none(found.warranty_until)),
        ("covers_visits", Value::Bool(case.policy.coverage.free_service_covers_visits)),
    ];
    let mut step = Step::new(Rule::Coverage, saw, outcome.as_str());
    if let Some(product) = work.product {
        // Only where there is one, so that decisions that were stored before there were products come out the same.
        step.saw.insert("free_service_months".to_owned(), Value::from(product.free_service_months));
        step.saw.insert("warranty_months".to_owned(), Value::from(product.warranty_months));
        step.saw.insert("typed_accepted_on".to_owned(), text_or_none(work.accepted_on));
    }
    // Likewise only where it is so.
    for (name, is) in [("security_defect", work.security_defect), ("workshop_repair", work.workshop_repair)] {
        if is {
            step.saw.insert(name.to_owned(), Value::Bool(true));
        }
    }
    if let Some(contract) = contract {
        step.saw.extend(by_contract(contract).map(|(name, value)| (name.to_owned(), value)));
    }
    step
}

/// What contracts do, where there are any.
fn by_contract(found: &ContractCover<'_>) -> [(&'static str, Value); 7] {
    let number =
        |terms: Option<&ContractTerms>| terms.map_or_else(|| text("no"), |terms| text(&terms.number));
    [
        ("contract", text(&found.of.number)),
        ("contract_until", text(found.of.until)),
        ("contract_visit", text(found.visit)),
        ("contract_spent", Value::from(found.spent)),
        ("contract_remains", found.remains().map_or_else(|| text("unlimited"), Value::from)),
        ("contract_labour", number(found.labour)),
        ("contract_parts", number(found.parts)),
    ]
}

pub(super) fn payer(case: &Case<'_>, payer: Payer, billed_by: BilledBy) -> Step {
    let saw = [("class", text(case.input.class)), ("billed_by", text(billed_by))];
    Step::new(Rule::Payer, saw, payer.as_str())
}
