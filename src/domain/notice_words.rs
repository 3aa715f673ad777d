//! What people are told of (4.4, 5.10), and who may care.
//!
//! Invariant: the texts stand in the database and on the wire and never change.

use crate::domain::record_words::Role;
use crate::text_enum;

text_enum! {
    /// What a notice tells.
    pub enum NoticeKind {
        /// A record waits for review; told to those reviewers alone who asked for it, the queue counts for all.
        RecordSubmitted = "record_submitted",
        /// A reviewer returned a record.
        RecordReturned = "record_returned",
        /// A reviewer approved a record.
        RecordApproved = "record_approved",
        /// A reviewer rejected a record.
        RecordRejected = "record_rejected",
        /// A colleague took a record back before its review.
        RecordWithdrawn = "record_withdrawn",
        /// A colleague began to correct an approved record.
        CorrectionBegun = "correction_begun",
        /// A record of work for somebody was approved.
        RecordShared = "record_shared",
        /// A record of work for somebody was corrected.
        RecordCorrected = "record_corrected",
        /// Charges on somebody's account were confirmed.
        ChargeConfirmed = "charge_confirmed",
        /// A colleague asks to waive a charge above the limit.
        WaiverAsked = "waiver_asked",
        /// A credit waits for somebody to decide on it.
        CreditProposed = "credit_proposed",
        /// A credit that somebody proposed was refused.
        CreditRefused = "credit_refused",
        /// A statement was issued.
        StatementIssued = "statement_issued",
        /// A payer asks something about a line of a statement.
        LineQuestioned = "line_questioned",
        /// A payer disputes a line of a statement.
        LineDisputed = "line_disputed",
        /// What a payer asked or disputed was answered.
        LineAnswered = "line_answered",
        /// A disputed line without a record was accepted, and billing puts it right.
        LineAccepted = "line_accepted",
        /// A record has to be corrected, because its charge was disputed.
        CorrectionAsked = "correction_asked",
        /// A payment was recorded.
        PaymentRecorded = "payment_recorded",
        /// A payment was taken back.
        PaymentReversed = "payment_reversed",
        /// A statement is due, or has been for a while.
        StatementOverdue = "statement_overdue",
        /// A maintenance contract ends soon.
        ContractEnding = "contract_ending",
        /// A loaner should have been back.
        LoanerOverdue = "loaner_overdue",
        /// What is done about a delivery claim was decided.
        ClaimDecided = "claim_decided",
        /// Somebody asked for something, and nobody has it yet.
        RequestRaised = "request_raised",
        /// A request was given to somebody.
        RequestAssigned = "request_assigned",
        /// Somebody wrote about a request.
        RequestMessage = "request_message",
        /// A request moved to another state.
        RequestMoved = "request_moved",
        /// A request was handed on.
        RequestEscalated = "request_escalated",
        /// A deadline of a request comes near.
        DeadlineNear = "deadline_near",
        /// A deadline of a request has passed.
        DeadlineBreached = "deadline_breached",
        /// The record of a request that was served is overdue.
        RecordOverdue = "record_overdue",
        /// The password of the account was changed.
        PasswordChanged = "password_changed",
    }
}

impl NoticeKind {
    /// Whether it comes by mail for somebody who never chose.
    #[must_use]
    pub const fn mailed_unless_chosen(self) -> bool {
        !matches!(self, Self::RecordSubmitted | Self::RecordWithdrawn)
    }

    /// Whether only those are told at all who asked for mails.
    #[must_use]
    pub const fn told_by_choice(self) -> bool {
        matches!(self, Self::RecordSubmitted)
    }

    /// Whether a person has the choice; what is about the safety of the account always comes.
    #[must_use]
    pub const fn is_choice(self) -> bool {
        !matches!(self, Self::PasswordChanged)
    }

    /// Whether somebody with `role` is ever told this.
    #[must_use]
    pub const fn concerns(self, role: Role) -> bool {
        match self {
            Self::RecordSubmitted => matches!(role, Role::Reviewer),
            Self::RecordShared | Self::RecordCorrected => {
                matches!(role, Role::CustomerContact | Role::AgentManager)
            }
            Self::CreditProposed | Self::CreditRefused => {
                matches!(role, Role::Billing | Role::ServiceManager)
            }
            Self::ChargeConfirmed
            | Self::LineAnswered
            | Self::PaymentRecorded
            | Self::PaymentReversed
            | Self::StatementIssued
            | Self::StatementOverdue => {
                matches!(role, Role::AgentManager | Role::CustomerContact)
            }
            Self::ContractEnding => matches!(
                role,
                Role::AgentManager
                    | Role::CustomerContact
                    | Role::KeyAccountManager
                    | Role::Billing
                    | Role::ServiceManager
            ),
            Self::ClaimDecided => {
                matches!(role, Role::AgentEngineer | Role::AgentManager | Role::CustomerContact)
            }
            Self::WaiverAsked | Self::LineQuestioned | Self::LineAccepted => matches!(role, Role::Billing),
            Self::LineDisputed => matches!(role, Role::Reviewer),
            Self::PasswordChanged => true,
            Self::RequestMessage | Self::RequestMoved => !matches!(
                role,
                Role::Reviewer
                    | Role::Billing
                    | Role::Admin
                    | Role::Auditor
                    | Role::ApproverTechnical
                    | Role::ApproverBusiness
            ),
            Self::RequestRaised
            | Self::RequestAssigned
            | Self::RequestEscalated
            | Self::DeadlineNear
            | Self::DeadlineBreached
            | Self::RecordOverdue
            | Self::LoanerOverdue
            | Self::RecordReturned
            | Self::RecordApproved
            | Self::RecordRejected
            | Self::RecordWithdrawn
            | Self::CorrectionBegun
            | Self::CorrectionAsked => matches!(
                role,
                Role::AgentEngineer
                    | Role::AgentManager
                    | Role::SupportEngineer
                    | Role::ProductTeam
                    | Role::KeyAccountManager
                    | Role::ServiceSpecialist
                    | Role::ServiceManager
            ),
        }
    }
}
