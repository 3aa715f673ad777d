//! How a request moves between its states: one table, from which `docs/requests.md` is drawn and the tests are made
//! (chapter 4.1).

use super::request_words::RequestStatus::{
    self, Accepted, Cancelled, Closed, InProgress, New, Resolved, WaitingCustomer,
};
use crate::text_enum;

text_enum! {
    /// What moves a request.
    pub enum Step {
        /// Somebody takes it in hand.
        Accept = "accept",
        /// Work begins.
        Start = "start",
        /// It waits for the customer.
        Wait = "wait",
        /// The wait is over.
        Resume = "resume",
        /// It is solved.
        Resolve = "resolve",
        /// The customer says that it is solved, or says nothing for seven days.
        Confirm = "confirm",
        /// Confirmed and its record handed in.
        Close = "close",
        /// The customer is not content after all, within seven days.
        Reopen = "reopen",
        /// It is handed on and begins anew with the next holder.
        Escalate = "escalate",
        /// It is given up.
        Cancel = "cancel",
    }
}

/// Who may take a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Whoever has the request in hand.
    Serving,
    /// Whoever asked.
    Customer,
    /// Both.
    Either,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Move {
    /// What happens.
    pub step: Step,
    /// In these states.
    pub from: &'static [RequestStatus],
    /// The state afterwards.
    pub to: RequestStatus,
    /// By whom.
    pub by: By,
    /// Whether a reason must be given.
    pub reason: bool,
}

const OPEN: &[RequestStatus] = &[New, Accepted, InProgress, WaitingCustomer];

/// Every move there is; what is not here is refused.
pub const TABLE: &[Move] = &[
    Move { step: Step::Accept, from: &[New], to: Accepted, by: By::Serving, reason: false },
    Move { step: Step::Start, from: &[Accepted], to: InProgress, by: By::Serving, reason: false },
    Move { step: Step::Wait, from: &[InProgress], to: WaitingCustomer, by: By::Serving, reason: true },
    Move { step: Step::Resume, from: &[WaitingCustomer], to: InProgress, by: By::Either, reason: false },
    Move {
        step: Step::Resolve,
        from: &[InProgress, WaitingCustomer],
        to: Resolved,
        by: By::Serving,
        reason: false,
    },
    Move { step: Step::Confirm, from: &[Resolved], to: Resolved, by: By::Customer, reason: false },
    Move { step: Step::Close, from: &[Resolved], to: Closed, by: By::Either, reason: false },
    Move { step: Step::Reopen, from: &[Resolved], to: InProgress, by: By::Customer, reason: true },
    Move { step: Step::Escalate, from: OPEN, to: New, by: By::Serving, reason: true },
    Move { step: Step::Cancel, from: OPEN, to: Cancelled, by: By::Either, reason: true },
];

/// The move of a step; every step has one.
#[must_use]
pub fn of_step(step: Step) -> Option<&'static Move> {
    TABLE.iter().find(|row| row.step == step)
}

/// The step that the word of the API means for a request in `from` (8.3): a state, `confirmed` or `escalated`.
#[must_use]
pub fn step_to(word: &str, from: RequestStatus) -> Option<Step> {
    match word {
        "accepted" => Some(Step::Accept),
        "in_progress" if from == WaitingCustomer => Some(Step::Resume),
        "in_progress" if from == Resolved => Some(Step::Reopen),
        "in_progress" => Some(Step::Start),
        "waiting_customer" => Some(Step::Wait),
        "resolved" => Some(Step::Resolve),
        "confirmed" => Some(Step::Confirm),
        "closed" => Some(Step::Close),
        "escalated" => Some(Step::Escalate),
        "cancelled" => Some(Step::Cancel),
        _ => None,
    }
}

/// The words that [`step_to`] reads.
pub const WORDS: &[&str] = &[
    "accepted",
    "in_progress",
    "waiting_customer",
    "resolved",
    "confirmed",
    "closed",
    "escalated",
    "cancelled",
];
