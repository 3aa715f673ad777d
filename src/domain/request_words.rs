//! The words of service requests (chapter 4.1).
//!
//! Invariant: the texts are the identifiers of the specification and never change.

use crate::text_enum;

text_enum! {
    /// What is asked for.
    pub enum RequestKind {
        /// 故障.
        Fault = "fault",
        /// 咨询.
        Question = "question",
        /// 许可证.
        Licence = "licence",
        /// 计划协助: a switch-over, an upgrade, the move of a server room.
        PlannedAssistance = "planned_assistance",
        /// 到货索赔.
        DeliveryClaim = "delivery_claim",
    }
}

impl RequestKind {
    /// Whether somebody says how bad it is (4.1).
    #[must_use]
    pub const fn has_severity(self) -> bool {
        !matches!(self, Self::PlannedAssistance)
    }

    /// The fields that belong to other kinds only.
    #[must_use]
    pub const fn foreign(self) -> &'static [&'static str] {
        match self {
            Self::DeliveryClaim => &[],
            Self::PlannedAssistance => &["severity", "claim"],
            Self::Fault | Self::Question | Self::Licence => &["claim"],
        }
    }
}

text_enum! {
    /// Where a request stands.
    pub enum RequestStatus {
        /// Nobody has it yet.
        New = "new",
        /// Somebody has it.
        Accepted = "accepted",
        /// Somebody works on it.
        InProgress = "in_progress",
        /// It cannot go on without the customer; onsite and resolve clocks stand still.
        WaitingCustomer = "waiting_customer",
        /// Solved, in the eyes of whoever served it.
        Resolved = "resolved",
        /// Confirmed, and its record handed in.
        Closed = "closed",
        /// Given up.
        Cancelled = "cancelled",
    }
}

impl RequestStatus {
    /// Whether something is still owed to the customer.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::New | Self::Accepted | Self::InProgress | Self::WaitingCustomer)
    }
}

text_enum! {
    /// Who has a request in hand, in the order of escalation (4.1).
    pub enum Holder {
        /// The customer's agent.
        Agent = "agent",
        /// The vendor's engineers.
        Vendor = "vendor",
        /// 专业服务中心.
        SpecialistCentre = "specialist_centre",
        /// 产品组.
        ProductTeam = "product_team",
        /// An outside manufacturer, whose clock is ours.
        Manufacturer = "manufacturer",
    }
}

impl Holder {
    /// Whom it is handed on to; the last one has nobody.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::Agent => Some(Self::Vendor),
            Self::Vendor => Some(Self::SpecialistCentre),
            Self::SpecialistCentre => Some(Self::ProductTeam),
            Self::ProductTeam => Some(Self::Manufacturer),
            Self::Manufacturer => None,
        }
    }
}

text_enum! {
    /// Who reads a line of the timeline.
    pub enum Visibility {
        /// The customer too.
        Public = "public",
        /// The serving side alone.
        Internal = "internal",
    }
}

text_enum! {
    /// A line of a request's timeline.
    pub enum RequestEventKind {
        /// It was raised.
        Raised = "raised",
        /// Its fields were changed.
        Edited = "edited",
        /// It moved to another state; the data says from which to which.
        Moved = "moved",
        /// It was handed on; the data says from whom to whom, why and what was tried.
        Escalated = "escalated",
        /// Somebody was given it; the data says whom and why.
        Assigned = "assigned",
        /// Somebody wrote.
        Message = "message",
        /// A telephone call.
        Call = "call",
        /// A mail.
        Mail = "mail",
        /// A visit.
        Visit = "visit",
        /// A temporary way round was given.
        Workaround = "workaround",
        /// An answer was promised by a moment.
        Promise = "promise",
        /// A promise was kept.
        PromiseKept = "promise_kept",
        /// A warning before a deadline.
        Warning = "warning",
        /// A deadline passed.
        Breach = "breach",
        /// The deadlines were computed anew; the data says why.
        Recomputed = "recomputed",
        /// A service record began, was handed in, or was decided.
        Record = "record",
        /// What is done about a delivery claim was decided; the data says what.
        Remedied = "remedied",
    }
}
