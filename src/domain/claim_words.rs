//! Words of delivery claims (chapter 2.5).

use crate::text_enum;

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
    /// Whether the product leaves by it, so that nothing else can be decided afterwards.
    #[must_use]
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Repair)
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
