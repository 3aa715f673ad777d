//! The pure rules, against the specification.

mod capital_numerals;
mod charge_sums;
mod city;
mod deadline;
mod decision;
mod decision_table;
mod facts;
mod holiday_import;
mod messages;
mod money;
mod penalty;
mod policy_load;
mod policy_set;
mod price_rates;
mod pricing;
mod request_flow;
mod sla;
mod sla_load;

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use tierdesk::domain::{
    decision::{DecisionInput, Work},
    policy::{Policy, PolicySet},
    policy_load::load_version_1,
    words::ClientClass,
};

static POLICY: LazyLock<Policy> = LazyLock::new(|| load_version_1().expect("the shipped policy loads"));

static POLICIES: LazyLock<PolicySet> =
    LazyLock::new(|| PolicySet::new(vec![version_1()]).expect("one version is a set"));

/// A copy of the shipped policy, to be changed at will.
pub fn version_1() -> Policy {
    POLICY.clone()
}

pub fn policies() -> &'static PolicySet {
    &POLICIES
}

pub fn moment(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a moment").to_utc()
}

pub fn input(class: ClientClass, code: &str, city: &str, escalated: bool) -> DecisionInput {
    DecisionInput {
        class,
        service_code: code.to_owned(),
        city: city.parse().expect("a city code"),
        at: moment("2026-03-02T09:00:00+08:00"),
        escalated,
        has_agent: true,
        grade: None,
        work: Work::default(),
    }
}
