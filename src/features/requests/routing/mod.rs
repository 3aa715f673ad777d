//! Who should have a request (2.3, 4.1): people with the reasons for each, and agents for a prospect.

mod agents;
pub mod api;
mod people;

pub use agents::{AGENT, AgentCandidate, agents, hand_to};
pub use people::{Candidate, Proposal, Reason, in_words, proposals};

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::city::{Cities, CityCode};

/// How far somebody is from the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Distance {
    /// In the city.
    SameCity,
    /// In the province.
    SameProvince,
    /// Elsewhere, or nobody knows where.
    Other,
}

impl Distance {
    /// Between two places; a district counts as its city.
    #[must_use]
    pub fn between(cities: &Cities, a: Option<&str>, b: &str) -> Self {
        let city = |text: &str| -> Option<CityCode> { cities.find(text).map(|city| city.code) };
        match (a.and_then(city), city(b)) {
            (Some(a), Some(b)) if a == b => Self::SameCity,
            (Some(a), Some(b)) if cities.same_province(a, b) => Self::SameProvince,
            _ => Self::Other,
        }
    }

    /// The identifier.
    fn as_str(self) -> &'static str {
        match self {
            Self::SameCity => "same_city",
            Self::SameProvince => "same_province",
            Self::Other => "other",
        }
    }
}
