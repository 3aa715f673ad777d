//! What a profile promises, as data.

use serde::Serialize;

use crate::domain::calendar::HOUR;
use crate::domain::contract_words::PenaltyTerms;
use crate::domain::deadline::ClockMode;
use crate::domain::words::{CityTier, Name};
use crate::text_enum;

text_enum! {
    /// What has to have happened by a deadline.
    pub enum TargetKind {
        /// 响应: somebody has taken it up with the customer.
        Respond = "respond",
        /// 到场: an engineer is on site; only where onsite work was agreed.
        Onsite = "onsite",
        /// 临时方案: the customer can work again for the time being.
        Workaround = "workaround",
        /// 解决: it is solved.
        Resolve = "resolve",
    }
}

impl TargetKind {
    /// Whether its clock stands still while the request waits for the customer (3.1).
    pub const fn pauses(self) -> bool {
        matches!(self, Self::Onsite | Self::Resolve)
    }
}

/// A profile of deadlines.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Profile {
    /// `response-system`.
    pub id: String,
    /// In both languages.
    pub name: Name,
    /// Its severities, by number; none where it promises nothing.
    pub severities: Vec<SeverityTerms>,
    /// The severity that is the worst: the first in most profiles, the last in `vip`. None where there are none.
    pub worst: Option<u8>,
    /// The severity that holds for kinds without one; none where it has to be given.
    pub without_severity: Option<u8>,
    /// What breaches cost, where the contract says so.
    pub penalties: Option<UsualPenalties>,
}

impl Profile {
    /// Whether it promises nothing: "no deadline".
    pub fn has_no_deadline(&self) -> bool {
        self.severities.is_empty()
    }

    /// What it promises for a severity.
    pub fn severity(&self, severity: u8) -> Option<&SeverityTerms> {
        self.severities.iter().find(|terms| terms.severity == severity)
    }

    /// How bad a severity is: 0 is the worst. None where the profile lacks it.
    pub fn rank(&self, severity: u8) -> Option<usize> {
        let at = self.severities.iter().position(|terms| terms.severity == severity)?;
        let last_is_worst = self.severities.last().map(|terms| terms.severity) == self.worst;
        Some(if last_is_worst { self.severities.len() - 1 - at } else { at })
    }
}

/// What is promised for one severity.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SeverityTerms {
    /// 1 to 4.
    pub severity: u8,
    /// `一级`, `P1`.
    pub name: Name,
    /// When a fault has it.
    pub description: Name,
    /// What is done about it, where the profile says so.
    pub plan: Option<Name>,
    /// Its targets, in the order of [`TargetKind`].
    pub targets: Vec<Term>,
}

/// One target of a severity.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Term {
    /// What has to have happened.
    pub kind: TargetKind,
    /// Seconds in a tier-1 city.
    pub tier1_seconds: i64,
    /// Seconds in any other city.
    pub other_seconds: i64,
    /// Whether it is met only before that instant ("<"); else also at it.
    pub strict: bool,
    /// How its time is counted.
    pub clock: ClockMode,
    /// Whose hours count.
    pub calendar: String,
    /// Whether the expert group (技术专家小组) is called.
    pub expert_group: bool,
    /// After how many seconds an engineer has to leave where it is not solved from afar.
    pub send_engineer_after: Option<i64>,
}

impl Term {
    /// How long it is in a city of this tier.
    pub fn seconds(&self, tier: CityTier) -> i64 {
        match tier {
            CityTier::Tier1 => self.tier1_seconds,
            CityTier::Other => self.other_seconds,
        }
    }
}

/// What breaches of a contract that names the profile usually cost, in percent of its price (3.4). Nothing is booked before a
/// service manager confirms it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct UsualPenalties {
    /// A request without a response after so many seconds costs …
    pub no_response_after: i64,
    /// … so much.
    pub no_response_percent: u8,
    /// Each started day without recovery after the promised time.
    pub late_day_percent: u8,
    /// An outage that stops the customer's production.
    pub outage_percent: u8,
    /// Never more than this together.
    pub cap_percent: u8,
}

impl UsualPenalties {
    /// The same as the terms of a contract; a started hour counts as one.
    #[must_use]
    pub fn terms(&self) -> PenaltyTerms {
        let hours = (self.no_response_after + HOUR - 1) / HOUR;
        PenaltyTerms {
            no_response_hours: u32::try_from(hours).ok(),
            no_response_percent: Some(self.no_response_percent.into()),
            late_hour_fen: None,
            late_day_percent: Some(self.late_day_percent.into()),
            outage_percent: Some(self.outage_percent.into()),
            cap_percent: Some(self.cap_percent.into()),
        }
    }
}
