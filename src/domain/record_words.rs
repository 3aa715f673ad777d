//! The words of organisations, records, reviews and charges (chapters 1, 4, 7 and 8.3).
//!
//! Invariant: the texts are the identifiers of the specification and never change.

use crate::text_enum;

text_enum! {
    /// The kind of an organisation.
    pub enum OrganisationKind {
        /// 厂商.
        Vendor = "vendor",
        /// 代理商.
        Agent = "agent",
        /// 最终用户.
        EndUser = "end_user",
        /// 大客户.
        KeyAccount = "key_account",
    }
}

text_enum! {
    /// What a person may be (chapter 7).
    pub enum Role {
        /// 代理商工程师.
        AgentEngineer = "agent_engineer",
        /// 代理商管理员.
        AgentManager = "agent_manager",
        /// 客户联系人.
        CustomerContact = "customer_contact",
        /// 技术支持工程师.
        SupportEngineer = "support_engineer",
        /// 产品组.
        ProductTeam = "product_team",
        /// 大客户经理.
        KeyAccountManager = "key_account_manager",
        /// 客服专员.
        ServiceSpecialist = "service_specialist",
        /// 客服经理.
        ServiceManager = "service_manager",
        /// 审核员.
        Reviewer = "reviewer",
        /// 财务.
        Billing = "billing",
        /// 技术审批人.
        ApproverTechnical = "approver_technical",
        /// 商务审批人.
        ApproverBusiness = "approver_business",
        /// 系统管理员.
        Admin = "admin",
        /// 审计.
        Auditor = "auditor",
    }
}

text_enum! {
    /// The kind of a service record.
    pub enum ServiceRecordKind {
        /// 《售前报告》.
        PreSaleReport = "pre_sale_report",
        /// 《产品故障记录表》.
        FaultRecord = "fault_record",
    }
}

impl ServiceRecordKind {
    /// The prefix of its numbers (chapter 4).
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::PreSaleReport => "PR",
            Self::FaultRecord => "FR",
        }
    }
}

text_enum! {
    /// Where a record stands.
    pub enum RecordStatus {
        /// Being written; may be incomplete.
        Draft = "draft",
        /// Handed in, waiting for a reviewer.
        Submitted = "submitted",
        /// Taken by a reviewer.
        InReview = "in_review",
        /// Handed back with remarks.
        Returned = "returned",
        /// Accepted.
        Approved = "approved",
        /// Refused for good.
        Rejected = "rejected",
    }
}

text_enum! {
    /// Where a charge stands; the projection of its events.
    pub enum ChargeStatus {
        /// Born, not yet looked at.
        Pending = "pending",
        /// Confirmed by the billing clerk.
        Confirmed = "confirmed",
        /// Held back.
        Held = "held",
        /// Waived.
        Waived = "waived",
        /// On a statement.
        Invoiced = "invoiced",
        /// Its statement is settled in full.
        Paid = "paid",
        /// Taken back by a reversal.
        Reversed = "reversed",
    }
}

text_enum! {
    /// What a reviewer says.
    pub enum Verdict {
        /// Accept the record.
        Approve = "approve",
        /// Hand it back with remarks.
        Return = "return",
        /// Refuse it for good.
        Reject = "reject",
    }
}

text_enum! {
    /// How a repair ended.
    pub enum RepairResult {
        /// 已解决.
        Solved = "solved",
        /// 临时规避.
        WorkedAround = "worked_around",
        /// 未解决.
        Unsolved = "unsolved",
    }
}

text_enum! {
    /// The way a request came in (chapter 4).
    pub enum Channel {
        /// 电话.
        Phone = "phone",
        /// 网站.
        Web = "web",
        /// 邮件.
        Mail = "mail",
        /// 传真.
        Fax = "fax",
        /// 在线会话.
        Chat = "chat",
        /// 上门.
        Visit = "visit",
        /// 回访.
        Callback = "callback",
        /// 巡检.
        Inspection = "inspection",
    }
}

text_enum! {
    /// The risk of a finding.
    pub enum Risk {
        /// 高.
        High = "high",
        /// 中.
        Medium = "medium",
        /// 低.
        Low = "low",
    }
}

text_enum! {
    /// How a pre-sale report was delivered.
    pub enum ReportDelivery {
        /// 邮件.
        Mail = "mail",
        /// 传真.
        Fax = "fax",
        /// 邮寄.
        Post = "post",
        /// 当面.
        Visit = "visit",
    }
}

text_enum! {
    /// How a customer signed (chapter 10).
    pub enum SignatureMethod {
        /// Drawn on the device of whoever filed the record.
        Drawn = "drawn",
        /// On the signer's own device, through a one-use link; drawn, or with the typed name alone.
        Link = "link",
        /// On paper; the scan is an attachment.
        Scan = "scan",
        /// With the typed name alone.
        Typed = "typed",
        /// With the typed name and a code that was sent to the signer by mail.
        Code = "code",
    }
}
