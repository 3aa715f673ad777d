//! Words of delivery claims (chapter 2.5).

use crate::text_enum;

use super::billing_words::CreditStatus;

text_enum! {
    /// What is wrong with a delivery.
    pub enum Claim {
        /// Something else came than was ordered.
        Wrong = "wrong",
        /// It came damaged.
        Damaged = "damaged",
    }
}

text_enum! {
    /// What the vendor does about it.
    pub enum Remedy {
        /// It is repaired.
        Repair = "repair",
        /// Another one takes its place.
        Exchange = "exchange",
        /// It goes back, and a credit note follows.
        Return = "return",
    }
}

impl Remedy {
    /// Whether the product leaves by it.
    #[must_use]
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Repair)
    }

    /// What may still be decided after the `last` decision and what became of its credit: everything while the product is
    /// there; another credit where that of a return was refused, since a return ends in a credit note; else nothing.
    #[must_use]
    pub const fn left(last: Option<(Self, Option<CreditStatus>)>) -> &'static [Self] {
        match last {
            None | Some((Self::Repair, _)) => Self::ALL,
            Some((Self::Return, Some(CreditStatus::Refused))) => &[Self::Return],
            Some(_) => &[],
        }
    }

    /// The fields that belong to it alone: those it needs, and those it takes.
    #[must_use]
    pub const fn fields(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Repair => (&[], &[]),
            Self::Exchange => (&["new_serial", "delivered_on"], &["model_id", "accepted_on"]),
            Self::Return => (&["amount_fen", "vat_rate"], &[]),
        }
    }
}
