//! The entitlement decision: what the service matrix says for one piece of work, and why (chapter 2.4).
//!
//! Invariant: pure; the same input under the same policy version gives the same decision, byte for byte.

mod contract;
mod coverage;
mod engine;
mod message;
mod steps;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub use self::{
    contract::{Allowance, ContractCover, ContractTerms, VisitFinding},
    coverage::{Finding, RepairCoverage},
    engine::{decide, decide_again, decide_under},
    message::message_keys,
    steps::Step,
};
use super::{
    city::CityCode,
    money::MoneyError,
    pricing::Estimate,
    time_worked::TimeWorked,
    words::{AgentGrade, BilledBy, CauseClass, ClientClass, Level, Outcome, Payer, Provider, Refusal, Rule},
};

/// A number of pieces of one part.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PartUse {
    /// The part number.
    pub part: String,
    /// Pieces.
    pub quantity: u32,
}

/// The terms of a registered product: they go before those of the policy, and its day before the one that was typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProductTerms {
    /// The day from which both terms run: acceptance, else delivery; none where neither is known.
    pub starts_on: Option<NaiveDate>,
    /// Length of free service, months.
    pub free_service_months: u32,
    /// Length of the warranty, months.
    pub warranty_months: u32,
    /// The day from which it is no longer there: exchanged or taken back after a claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone_on: Option<NaiveDate>,
}

impl ProductTerms {
    /// Whether it is no longer there on `day`.
    #[must_use]
    pub fn is_gone(&self, day: NaiveDate) -> bool {
        self.gone_on.is_some_and(|gone| gone <= day)
    }
}

/// What was done, as far as it matters to the bill.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Work {
    /// Minutes of labour; without it there is no line of labour.
    pub labour_minutes: Option<u32>,
    /// Visits to the site; one unless said otherwise.
    pub visits: u32,
    /// Parts used.
    pub parts: Vec<PartUse>,
    /// The day of acceptance, when known; free service and warranty run from it.
    pub accepted_on: Option<NaiveDate>,
    /// Where the fault came from.
    pub cause_class: Option<CauseClass>,
    /// Whether it put a security defect of the product right: that is free for life (2.5).
    #[serde(skip_serializing_if = "is_false")]
    pub security_defect: bool,
    /// Whether the device was taken away and repaired in the workshop: labour of repair, without a visit.
    #[serde(skip_serializing_if = "is_false")]
    pub workshop_repair: bool,
    /// The terms of the product, where it is a registered one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductTerms>,
    /// The contracts that cover the product on that day, in the order in which they are asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contracts: Vec<ContractTerms>,
    /// How severe the fault was, 1 to 4; stored only where labour of repair is priced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<u8>,
    /// When the labour was done; stored only where labour of repair is priced. Without it every hour is an ordinary one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worked: Option<TimeWorked>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(it: &bool) -> bool {
    !*it
}

impl Default for Work {
    fn default() -> Self {
        Self {
            labour_minutes: None,
            visits: 1,
            parts: Vec::new(),
            accepted_on: None,
            cause_class: None,
            security_defect: false,
            workshop_repair: false,
            product: None,
            contracts: Vec::new(),
            severity: None,
            worked: None,
        }
    }
}

impl Work {
    /// The day from which free service and warranty run.
    #[must_use]
    pub fn starts_on(&self) -> Option<NaiveDate> {
        self.product.map_or(self.accepted_on, |product| product.starts_on)
    }
}

/// Everything a decision depends on, besides the policy. Stored with the decision, so that it can be recomputed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DecisionInput {
    /// The class of the owner of site and product.
    pub class: ClientClass,
    /// The code of the catalogue.
    pub service_code: String,
    /// The place of work; a district counts as its city.
    pub city: CityCode,
    /// The moment of the work.
    pub at: DateTime<Utc>,
    /// Whether the agent passed it on to the vendor; without effect for other classes than `end_user`.
    #[serde(default)]
    pub escalated: bool,
    /// Whether an end user has an agent; not looked at for other classes.
    pub has_agent: bool,
    /// The grade of the agent that would pay, as it was when this was asked; none for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<AgentGrade>,
    /// What was or will be done.
    #[serde(default)]
    pub work: Work,
}

/// What the policy says of a piece of work.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Decision {
    /// Free, charged or not provided; speaks of the visit.
    pub outcome: Outcome,
    /// Why it is not provided; null otherwise.
    pub reason: Option<Refusal>,
    /// The level of the matrix; null when the catalogue refuses.
    pub level: Option<Level>,
    /// Who does the work; null when nobody named by the policy does.
    pub provider: Option<Provider>,
    /// Who pays for the visit, when it is charged.
    pub payer: Option<Payer>,
    /// Whose books the charge enters, when it is charged.
    pub billed_by: Option<BilledBy>,
    /// Whether the place of work has a service point; null for remote work.
    pub same_city: Option<bool>,
    /// The version of the policy that said so.
    pub policy_version: i32,
    /// What led there, in order.
    pub steps: Vec<Step>,
    /// The lines of the vendor's bill; null when nothing enters the vendor's books.
    pub estimate: Option<Estimate>,
}

impl Decision {
    /// The contract whose visits the work uses up, by number, and how many.
    #[must_use]
    pub fn contract_use(&self) -> Option<(&str, u32)> {
        let step = self.steps.iter().find(|step| step.rule == Rule::Coverage)?;
        let spent = step.saw.get("contract_spent").and_then(serde_json::Value::as_u64)?;
        let number = step.saw.get("contract").and_then(serde_json::Value::as_str)?;
        u32::try_from(spent).ok().filter(|spent| *spent > 0).map(|spent| (number, spent))
    }
}

/// Why there is no decision; each names the field at fault.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DecisionError {
    /// The moment is before the first version of the policy.
    #[error("the moment is before the first version of the policy")]
    BeforeFirstVersion,
    /// No such code in the catalogue of that version.
    #[error("no service with that code")]
    UnknownService,
    /// No such city in that version.
    #[error("no city with that code")]
    UnknownCity,
    /// An end user without an agent: nobody could serve it.
    #[error("an end user without an agent")]
    NoAgent,
    /// No price list is in force, or it lacks the code.
    #[error("no price in force")]
    NoPrice,
    /// The bill does not fit into 64 bits of fen.
    #[error("the bill is out of range")]
    Money(#[from] MoneyError),
}

impl DecisionError {
    /// The field of the request at fault.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::BeforeFirstVersion | Self::NoPrice => "at",
            Self::UnknownService => "service_code",
            Self::UnknownCity => "city",
            Self::NoAgent => "agent_id",
            Self::Money(_) => "parts",
        }
    }

    /// A stable code of the fault, for `errors[].code`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BeforeFirstVersion => "before_first_version",
            Self::NoPrice => "no_price",
            Self::UnknownService => "unknown_service",
            Self::UnknownCity => "not_a_city",
            Self::NoAgent => "no_agent",
            Self::Money(_) => "too_large",
        }
    }
}
