//! Why a charge is what it is: everything that explains it years later, without today's tables (chapter 6).
//!
//! Invariant: stored with the charge and never changed; the decision recomputes from `input` under its version.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::decision::{Decision, DecisionInput};
use super::pricing::PriceLine;

/// How amounts are rounded (chapter 6): half up, each line by itself.
pub const ROUNDING: &str = "half_up_per_line";

/// The derivation of one line of a bill.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Derivation {
    /// The number of the record.
    pub record_number: String,
    /// The approved revision.
    pub revision: i32,
    /// What the decision was made from.
    pub input: DecisionInput,
    /// The decision with its steps and its policy version.
    pub decision: Decision,
    /// The line: quantity, unit price, amounts, VAT and reason; a reversal has the line it takes back, negated.
    pub line: PriceLine,
    /// The first moment of the price list used: its version.
    pub price_list_from: DateTime<Utc>,
    /// Always [`ROUNDING`].
    pub rounding: String,
}
