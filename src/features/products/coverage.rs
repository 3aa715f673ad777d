//! Coverage of a product at a glance: free service and warranty on a day (2.5). The same rule judges the work on it.

use chrono::NaiveDate;

use crate::domain::decision::{Finding, ProductTerms, RepairCoverage, Work};
use crate::domain::policy::CoverageRules;
use crate::domain::product_words::TermState;

use super::model::Coverage;

/// Where both terms stand on `day`.
#[must_use]
pub fn at_a_glance(rules: &CoverageRules, terms: ProductTerms, day: NaiveDate) -> Coverage {
    let work = Work { product: Some(terms), ..Work::default() };
    let found = RepairCoverage::judge(rules, &work, day);
    Coverage {
        starts_on: terms.starts_on,
        free_service_months: terms.free_service_months,
        free_service_until: found.free_service_until,
        free_service: state(found.free_service),
        warranty_months: terms.warranty_months,
        warranty_until: found.warranty_until,
        warranty: state(found.warranty),
    }
}

/// A glance asks for no cause.
fn state(finding: Finding) -> TermState {
    match finding {
        Finding::Covered => TermState::Running,
        Finding::Ended => TermState::Ended,
        Finding::NotStarted => TermState::NotStarted,
        Finding::NoAcceptance | Finding::ExcludedCause => TermState::Unknown,
    }
}
