//! Who may do what, and within which sight (chapter 7). One exhaustive match; the default is no.
//!
//! The golden table of the tests is made from here, and every change of it shows in review.

use crate::domain::record_words::Role;

use super::scope::Sight;

/// Something a person can ask of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Use one's own account: password, language, sessions.
    OwnAccount,
    /// Read matrix, catalogue and prices as published; ask for a decision.
    ViewPolicy,
    /// Ask for a decision for any class, not only one's own.
    DecideForAnyClass,
    /// Ask when what a profile promises would be due.
    CalculateDeadlines,
    /// Read service calendars and the holidays of each year.
    ViewCalendars,
    /// Import the holidays of a year.
    ManageCalendars,
    /// Read customers.
    ViewCustomers,
    /// Create and edit customers.
    WriteCustomers,
    /// Create customers of any class and say whose they are.
    AssignCustomers,
    /// Say, for the own company, whether its people see each other's requests.
    ShareRequests,
    /// Read service records.
    ViewRecords,
    /// Create, edit, submit, withdraw and correct service records of one's own organisation.
    WriteRecords,
    /// Take, release and decide on submitted records.
    ReviewRecords,
    /// Read service requests.
    ViewRequests,
    /// Raise service requests, write to them, and move them as far as one's side may.
    WorkOnRequests,
    /// Give a service request to somebody.
    AssignRequests,
    /// Give a prospect without an agent to one.
    RouteProspects,
    /// See which records of work that has ended were not handed in in time.
    ViewOverdueRecords,
    /// Read who is on duty.
    ViewDutyRota,
    /// Put people on duty and take them off.
    ManageDutyRota,
    /// Read who is qualified to work on site.
    ViewQualifications,
    /// Enter and revoke qualifications.
    ManageQualifications,
    /// Read the installed base: product types, products, installations.
    ViewProducts,
    /// Register products for customers, fill in what is empty, and file installations.
    WriteProducts,
    /// Create and change product types and their models.
    ManageProductTypes,
    /// Hand in files of customers and products, and confirm what is shown of them.
    ImportData,
    /// Read maintenance contracts.
    ViewContracts,
    /// Write maintenance contracts, give drafts up, and say when a project was accepted.
    WriteContracts,
    /// Put maintenance contracts in force and end them early.
    ActivateContracts,
    /// Read charges.
    ViewCharges,
    /// Confirm charges.
    ConfirmCharges,
    /// Read statements.
    ViewStatements,
    /// Issue statements, and answer what payers ask about them.
    IssueStatements,
    /// Confirm, question and dispute statements on behalf of the payer.
    AnswerStatements,
    /// Read what payers owe, and how it came about.
    ViewAccounts,
    /// Read credits and service fees, the proposed ones too.
    ViewCredits,
    /// Propose credits and service fees, and decide on those of others.
    GiveCredits,
    /// Read payments.
    ViewPayments,
    /// Record payments, put them to statements, take them back.
    RecordPayments,
    /// Read price lists, the drafts too.
    ViewPriceLists,
    /// Draft, check and publish price lists.
    ManagePriceLists,
    /// Read what a draft would have done to approved records.
    ViewPriceReplays,
    /// Have a draft replayed.
    ReplayPrices,
    /// Say what stands on a payer's invoices.
    EditInvoiceData,
    /// Read the people and the organisations.
    ViewPeople,
    /// Invite, change and deactivate people.
    ManagePeople,
    /// Create and change organisations.
    ManageOrganisations,
    /// Read the audit log.
    ViewAudit,
    /// See the queue of mails, and try one again.
    ManageMail,
}

impl Action {
    /// Every action, in the order of the golden table.
    pub const ALL: &'static [Action] = &[
        Action::OwnAccount,
        Action::ViewPolicy,
        Action::DecideForAnyClass,
        Action::CalculateDeadlines,
        Action::ViewCalendars,
        Action::ManageCalendars,
        Action::ViewCustomers,
        Action::WriteCustomers,
        Action::AssignCustomers,
        Action::ShareRequests,
        Action::ViewRecords,
        Action::WriteRecords,
        Action::ReviewRecords,
        Action::ViewRequests,
        Action::WorkOnRequests,
        Action::AssignRequests,
        Action::RouteProspects,
        Action::ViewOverdueRecords,
        Action::ViewDutyRota,
        Action::ManageDutyRota,
        Action::ViewQualifications,
        Action::ManageQualifications,
        Action::ViewProducts,
        Action::WriteProducts,
        Action::ManageProductTypes,
        Action::ImportData,
        Action::ViewContracts,
        Action::WriteContracts,
        Action::ActivateContracts,
        Action::ViewCharges,
        Action::ConfirmCharges,
        Action::ViewStatements,
        Action::IssueStatements,
        Action::AnswerStatements,
        Action::ViewAccounts,
        Action::ViewCredits,
        Action::GiveCredits,
        Action::ViewPayments,
        Action::RecordPayments,
        Action::ViewPriceLists,
        Action::ManagePriceLists,
        Action::ViewPriceReplays,
        Action::ReplayPrices,
        Action::EditInvoiceData,
        Action::ViewPeople,
        Action::ManagePeople,
        Action::ManageOrganisations,
        Action::ViewAudit,
        Action::ManageMail,
    ];
}

/// The sight that `role` has for `action`, or nothing where it may not do that at all.
#[must_use]
pub fn sight(role: Role, action: Action) -> Option<Sight> {
    use Action as A;
    match action {
        A::OwnAccount => Some(Sight::Own),
        A::ViewPolicy => Some(Sight::All),
        A::DecideForAnyClass | A::CalculateDeadlines | A::ViewCalendars => {
            vendor_staff(role).then_some(Sight::All)
        }
        A::ViewCustomers => customers(role),
        A::WriteCustomers => customer_writers(role),
        A::AssignCustomers => match role {
            Role::Admin | Role::ServiceSpecialist | Role::ServiceManager | Role::SupportEngineer => {
                Some(Sight::All)
            }
            _ => None,
        },
        A::ShareRequests => (role == Role::CustomerContact).then_some(Sight::Customer),
        A::ViewRecords => records(role),
        A::WriteRecords => record_writers(role),
        A::ReviewRecords => (role == Role::Reviewer).then_some(Sight::Submitted),
        A::ViewRequests => requests(role),
        A::WorkOnRequests => requests(role).filter(|_| role != Role::Auditor),
        A::AssignRequests => match role {
            Role::AgentManager | Role::KeyAccountManager | Role::ServiceSpecialist | Role::ServiceManager => {
                requests(role)
            }
            _ => None,
        },
        A::RouteProspects => {
            matches!(role, Role::ServiceSpecialist | Role::ServiceManager).then_some(Sight::All)
        }
        A::ViewOverdueRecords => match role {
            Role::AgentEngineer
            | Role::AgentManager
            | Role::KeyAccountManager
            | Role::ServiceSpecialist
            | Role::ServiceManager
            | Role::Auditor => requests(role),
            _ => None,
        },
        A::ViewDutyRota => match role {
            Role::SupportEngineer
            | Role::ProductTeam
            | Role::KeyAccountManager
            | Role::ServiceSpecialist
            | Role::ServiceManager
            | Role::Admin
            | Role::Auditor => Some(Sight::All),
            _ => None,
        },
        A::ViewQualifications => match role {
            Role::Admin | Role::ServiceSpecialist | Role::ServiceManager | Role::Auditor => Some(Sight::All),
            Role::AgentManager => Some(Sight::Organisation),
            _ => None,
        },
        A::ManageQualifications | A::ManageDutyRota => {
            matches!(role, Role::Admin | Role::ServiceManager).then_some(Sight::All)
        }
        A::ViewProducts => customers(role),
        A::WriteProducts => match role {
            Role::ProductTeam => Some(Sight::All),
            _ => customer_writers(role),
        },
        A::ImportData => {
            let writes = role == Role::ProductTeam || customer_writers(role).is_some();
            writes.then_some(Sight::Own)
        }
        A::ManageProductTypes => (role == Role::Admin).then_some(Sight::All),
        A::ViewContracts => customers(role),
        A::WriteContracts => match role {
            Role::Billing | Role::ServiceManager | Role::Admin => Some(Sight::All),
            Role::KeyAccountManager => Some(Sight::KeyAccounts),
            _ => None,
        },
        A::ActivateContracts => matches!(role, Role::Billing | Role::ServiceManager).then_some(Sight::All),
        A::ViewCharges | A::ViewStatements | A::ViewAccounts | A::ViewPayments => match role {
            Role::Billing | Role::Auditor => Some(Sight::All),
            Role::KeyAccountManager => Some(Sight::KeyAccounts),
            Role::AgentManager => Some(Sight::Payer),
            Role::CustomerContact => Some(Sight::BillingContact),
            _ => None,
        },
        A::ViewCredits => {
            matches!(role, Role::Billing | Role::ServiceManager | Role::Auditor).then_some(Sight::All)
        }
        A::GiveCredits => matches!(role, Role::Billing | Role::ServiceManager).then_some(Sight::All),
        A::AnswerStatements => match role {
            Role::AgentManager => Some(Sight::Payer),
            Role::CustomerContact => Some(Sight::BillingContact),
            _ => None,
        },
        A::ViewPriceLists => {
            matches!(role, Role::Billing | Role::Admin | Role::Auditor).then_some(Sight::All)
        }
        A::ManagePriceLists => matches!(role, Role::Billing | Role::Admin).then_some(Sight::All),
        A::ViewPriceReplays => matches!(role, Role::Billing | Role::Auditor).then_some(Sight::All),
        A::ConfirmCharges | A::IssueStatements | A::RecordPayments | A::ReplayPrices => {
            (role == Role::Billing).then_some(Sight::All)
        }
        A::EditInvoiceData => match role {
            Role::Billing => Some(Sight::All),
            Role::AgentManager => Some(Sight::Payer),
            Role::CustomerContact => Some(Sight::BillingContact),
            _ => None,
        },
        A::ViewPeople => match role {
            Role::Admin | Role::Auditor => Some(Sight::All),
            Role::AgentManager => Some(Sight::Organisation),
            _ => None,
        },
        A::ManagePeople => match role {
            Role::Admin => Some(Sight::All),
            Role::AgentManager => Some(Sight::Organisation),
            _ => None,
        },
        A::ManageOrganisations | A::ManageMail | A::ManageCalendars => {
            (role == Role::Admin).then_some(Sight::All)
        }
        A::ViewAudit => matches!(role, Role::Auditor | Role::Admin).then_some(Sight::All),
    }
}

/// Whether a role belongs to the vendor.
#[must_use]
pub fn vendor_staff(role: Role) -> bool {
    !matches!(role, Role::AgentEngineer | Role::AgentManager | Role::CustomerContact)
}

fn customers(role: Role) -> Option<Sight> {
    match role {
        Role::AgentEngineer | Role::AgentManager => Some(Sight::Agent),
        Role::CustomerContact => Some(Sight::Customer),
        Role::KeyAccountManager => Some(Sight::KeyAccounts),
        Role::SupportEngineer
        | Role::ProductTeam
        | Role::ServiceSpecialist
        | Role::ServiceManager
        | Role::Reviewer
        | Role::Billing
        | Role::Admin
        | Role::Auditor => Some(Sight::All),
        Role::ApproverTechnical | Role::ApproverBusiness => None,
    }
}

fn customer_writers(role: Role) -> Option<Sight> {
    match role {
        Role::AgentEngineer | Role::AgentManager => Some(Sight::Agent),
        Role::KeyAccountManager => Some(Sight::KeyAccounts),
        Role::SupportEngineer | Role::ServiceSpecialist | Role::ServiceManager | Role::Admin => {
            Some(Sight::All)
        }
        _ => None,
    }
}

fn records(role: Role) -> Option<Sight> {
    match role {
        Role::AgentEngineer | Role::AgentManager => Some(Sight::Agent),
        Role::CustomerContact => Some(Sight::Customer),
        Role::KeyAccountManager => Some(Sight::KeyAccounts),
        Role::SupportEngineer | Role::ProductTeam => Some(Sight::ReachedVendor),
        Role::ServiceSpecialist | Role::ServiceManager => Some(Sight::VendorDesk),
        Role::Reviewer | Role::Auditor => Some(Sight::Submitted),
        Role::Billing => Some(Sight::Approved),
        Role::Admin | Role::ApproverTechnical | Role::ApproverBusiness => None,
    }
}

fn record_writers(role: Role) -> Option<Sight> {
    match role {
        Role::AgentEngineer
        | Role::AgentManager
        | Role::KeyAccountManager
        | Role::SupportEngineer
        | Role::ProductTeam
        | Role::ServiceSpecialist
        | Role::ServiceManager => Some(Sight::Organisation),
        _ => None,
    }
}

fn requests(role: Role) -> Option<Sight> {
    match role {
        Role::AgentEngineer | Role::AgentManager => Some(Sight::Agent),
        Role::CustomerContact => Some(Sight::Customer),
        Role::KeyAccountManager => Some(Sight::KeyAccounts),
        Role::SupportEngineer | Role::ProductTeam => Some(Sight::ReachedVendor),
        Role::ServiceSpecialist | Role::ServiceManager | Role::Auditor => Some(Sight::All),
        Role::Reviewer | Role::Billing | Role::Admin | Role::ApproverTechnical | Role::ApproverBusiness => {
            None
        }
    }
}
