//! Words of loaners (chapter 2.5).

use crate::text_enum;

text_enum! {
    /// Where a loaner stands.
    pub enum LoanerState {
        /// It was offered.
        Offered = "offered",
        /// It stands in for the customer's device.
        Lent = "lent",
        /// Both devices are back in place.
        Closed = "closed",
        /// The customer did without it.
        Declined = "declined",
    }
}
