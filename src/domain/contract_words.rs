//! The words of maintenance contracts (维保合同, chapter 2.5), and what a breach of one costs (3.4).

use serde::{Deserialize, Serialize};

use crate::text_enum;

text_enum! {
    /// Where a contract stands on a day.
    pub enum ContractStatus {
        /// It is being written and grants nothing.
        Draft = "draft",
        /// It was put in force and has not begun.
        Upcoming = "upcoming",
        /// It is in force.
        Active = "active",
        /// Its last day has passed.
        Ended = "ended",
        /// It was given up before it began.
        Cancelled = "cancelled",
    }
}

impl ContractStatus {
    /// Where a contract stands on `day` that was put in force and has these first and last days; days compare as texts.
    #[must_use]
    pub fn on(day: &str, starts_on: &str, last_on: &str) -> Self {
        // Ended before it began: its last day lies before its first.
        if day > last_on {
            Self::Ended
        } else if day < starts_on {
            Self::Upcoming
        } else {
            Self::Active
        }
    }
}

/// What a breach of a contract's deadlines costs. Percents are of the contract's price; what is not said costs nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PenaltyTerms {
    /// A request without a response after so many hours costs …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_response_hours: Option<u32>,
    /// … so many percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_response_percent: Option<u32>,
    /// Each started hour after a promised time costs so many fen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late_hour_fen: Option<i64>,
    /// Each started day without recovery after the promised time costs so many percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late_day_percent: Option<u32>,
    /// An outage that stops the customer's production costs so many percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outage_percent: Option<u32>,
    /// All penalties under the contract together are never more than so many percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap_percent: Option<u32>,
}
