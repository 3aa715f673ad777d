//! What free service and warranty include of a repair: labour and parts, each by its own rule (chapter 2.5).
//!
//! Invariant: coverage only ever makes something free. A term of months ends with the day of the same number, that
//! day included; where the month has no such day, with its last. A product that went back ends both the day before.

use chrono::{Months, NaiveDate};

use super::Work;
use crate::{
    domain::{policy::CoverageRules, words::CauseClass},
    text_enum,
};

text_enum! {
    /// What was found of one kind of coverage.
    pub enum Finding {
        /// In force: it is free.
        Covered = "covered",
        /// Its term is over.
        Ended = "ended",
        /// The work was before acceptance.
        NotStarted = "not_started",
        /// No day of acceptance is known.
        NoAcceptance = "no_acceptance",
        /// Damage by the customer or a third party.
        ExcludedCause = "excluded_cause",
    }
}

/// Free service and warranty of one piece of work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RepairCoverage {
    /// Free service: labour of repair.
    pub free_service: Finding,
    /// The last day of free service, when the day of acceptance is known.
    pub free_service_until: Option<NaiveDate>,
    /// Warranty: parts.
    pub warranty: Finding,
    /// The last day of the warranty, when the day of acceptance is known.
    pub warranty_until: Option<NaiveDate>,
}

impl RepairCoverage {
    /// Judges the work done on a local day.
    pub fn judge(rules: &CoverageRules, work: &Work, day: NaiveDate) -> Self {
        let (free, warranty) = match work.product {
            Some(product) => (product.free_service_months, product.warranty_months),
            None => (rules.free_service_months, rules.warranty_months),
        };
        let (free_service, free_service_until) = judge_term(free, work, day);
        let (warranty, warranty_until) = judge_term(warranty, work, day);
        Self { free_service, free_service_until, warranty, warranty_until }
    }
}

/// One term, from acceptance on. An excluded cause outweighs everything.
fn judge_term(months: u32, work: &Work, day: NaiveDate) -> (Finding, Option<NaiveDate>) {
    let starts_on = work.starts_on();
    let agreed = starts_on.and_then(|start| start.checked_add_months(Months::new(months)));
    let gone = work.product.and_then(|product| product.gone_on?.pred_opt());
    let until = agreed.map(|until| gone.map_or(until, |gone| until.min(gone)));
    let finding = match (starts_on, until) {
        _ if work.cause_class.is_some_and(CauseClass::is_excluded) => Finding::ExcludedCause,
        (Some(accepted), _) if day < accepted => Finding::NotStarted,
        (Some(_), Some(until)) if day <= until => Finding::Covered,
        (Some(_), _) => Finding::Ended,
        (None, _) => Finding::NoAcceptance,
    };
    (finding, until)
}
