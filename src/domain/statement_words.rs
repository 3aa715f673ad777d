//! The words of statements (对账单, chapter 6): where a statement and each of its lines stand, and what happens to them.

use crate::text_enum;

text_enum! {
    /// Where a statement stands.
    pub enum StatementStatus {
        /// The payer has it.
        Issued = "issued",
        /// The payer confirmed it.
        Confirmed = "confirmed",
        /// The payer disputes a line, and nobody has decided on that yet.
        Disputed = "disputed",
        /// It is paid in full, or there is nothing to pay.
        Settled = "settled",
    }
}

text_enum! {
    /// Where a line stands.
    pub enum LineStatus {
        /// Nobody said anything about it, or a question about it was answered.
        Open = "open",
        /// The payer confirmed it.
        Confirmed = "confirmed",
        /// The payer asks something about it; billing answers.
        Questioned = "questioned",
        /// The payer disputes it; a reviewer decides.
        Disputed = "disputed",
        /// A reviewer decided that it is right.
        Upheld = "upheld",
        /// A reviewer decided that its record has to be corrected.
        Accepted = "accepted",
        /// Its record was corrected; what that changes is on the next statement.
        Corrected = "corrected",
    }
}

text_enum! {
    /// What happens to a statement or to one of its lines.
    pub enum StatementEvent {
        /// It was issued.
        Issued = "issued",
        /// The payer confirmed the statement or the line.
        Confirmed = "confirmed",
        /// The payer asks about a line.
        Questioned = "questioned",
        /// Billing answered that.
        Answered = "answered",
        /// The payer disputes a line.
        Disputed = "disputed",
        /// A reviewer decided that the line is right.
        Upheld = "upheld",
        /// A reviewer decided that the record has to be corrected.
        Accepted = "accepted",
        /// The record was corrected.
        Corrected = "corrected",
        /// Money was put to the statement.
        Allocated = "allocated",
        /// That was taken back.
        Unallocated = "unallocated",
        /// It came to less than nothing, and became money of the payer.
        Credited = "credited",
    }
}

text_enum! {
    /// How a run over a month ended.
    pub enum RunOutcome {
        /// Every payer has its statement.
        Done = "done",
        /// Whoever started it may not issue statements any more.
        Stopped = "stopped",
    }
}

/// The number of a statement: the month and six digits, `ST-202603-012345`.
#[must_use]
pub fn statement_number(month: &str, digits: &str) -> String {
    format!("ST-{}-{digits}", month.replace('-', ""))
}
