//! Words of the installed base (chapter 5.6).

use crate::text_enum;

text_enum! {
    /// What was delivered.
    pub enum ProductKind {
        /// A thing with a serial.
        Device = "device",
        /// A right for a number of nodes.
        Licence = "licence",
    }
}

text_enum! {
    /// Where a term of coverage stands on a day.
    pub enum TermState {
        /// In force.
        Running = "running",
        /// Over.
        Ended = "ended",
        /// It begins later.
        NotStarted = "not_started",
        /// Neither acceptance nor delivery is known.
        Unknown = "unknown",
    }
}

text_enum! {
    /// What happened to a product.
    pub enum ProductEvent {
        /// It was entered.
        Registered = "registered",
        /// What was empty was filled in, or what moves no money changed.
        Edited = "edited",
        /// Something that moves money was put right, with a reason.
        Corrected = "corrected",
        /// It was installed and accepted.
        Accepted = "accepted",
        /// It was entered or changed by an import.
        Imported = "imported",
        /// It was lent as a loaner.
        Lent = "lent",
        /// It came back from lending.
        LoanerBack = "loaner_back",
        /// It is away, and a loaner stands in.
        Away = "away",
        /// It is back in place.
        InPlace = "in_place",
        /// Another one took its place after a claim.
        Exchanged = "exchanged",
        /// It took the place of another one.
        Replacement = "replacement",
        /// It went back to the vendor after a claim.
        Returned = "returned",
    }
}

/// A serial as it is compared: without blanks, in capitals.
#[must_use]
pub fn serial_key(serial: &str) -> String {
    serial.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_uppercase()
}
