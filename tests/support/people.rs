//! The people of chapter 8.1, and two approvers so that every role has somebody.

use tierdesk::domain::record_words::Role;
use tierdesk::platform::db::Id;

use super::fixture::{AGENT_A, AGENT_B, END_USER_A, END_USER_B, KEY_ACCOUNT, VENDOR, id};

/// Everybody's password.
pub const PASSWORD: &str = "slow river under glass";

/// Somebody with an account.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// The user.
    pub id: Id,
    /// The address for login.
    pub email: &'static str,
    /// The name as shown.
    pub name: &'static str,
    /// Whom the person works for.
    pub organisation: Id,
    /// What the person may be.
    pub roles: &'static [Role],
    /// Whether the person sees what its organisation pays.
    pub billing_contact: bool,
}

const fn one(
    n: u128,
    email: &'static str,
    name: &'static str,
    organisation: Id,
    roles: &'static [Role],
) -> Person {
    Person { id: id(0x1000 + n), email, name, organisation, roles, billing_contact: false }
}

/// Everybody.
pub const PEOPLE: &[Person] = &[
    one(1, "admin@vendor.example", "安若", VENDOR, &[Role::Admin]),
    one(2, "admin2@vendor.example", "安宁", VENDOR, &[Role::Admin]),
    one(3, "manager@vendor.example", "林主管", VENDOR, &[Role::ServiceManager]),
    one(4, "reviewer@vendor.example", "沈审", VENDOR, &[Role::Reviewer]),
    one(5, "reviewer2@vendor.example", "沈核", VENDOR, &[Role::Reviewer]),
    one(6, "specialist@vendor.example", "客专", VENDOR, &[Role::ServiceSpecialist]),
    one(7, "engineer@vendor.example", "技支", VENDOR, &[Role::SupportEngineer]),
    one(8, "kam@vendor.example", "大客", VENDOR, &[Role::KeyAccountManager]),
    one(9, "billing@vendor.example", "财一", VENDOR, &[Role::Billing]),
    one(10, "billing2@vendor.example", "财二", VENDOR, &[Role::Billing]),
    one(11, "product@vendor.example", "产品", VENDOR, &[Role::ProductTeam]),
    one(12, "auditor@vendor.example", "审计", VENDOR, &[Role::Auditor]),
    one(13, "technical@vendor.example", "技批", VENDOR, &[Role::ApproverTechnical]),
    one(14, "business@vendor.example", "商批", VENDOR, &[Role::ApproverBusiness]),
    one(21, "manager@agent-a.example", "甲经理", AGENT_A, &[Role::AgentManager]),
    one(22, "engineer@agent-a.example", "甲工", AGENT_A, &[Role::AgentEngineer]),
    one(31, "manager@agent-b.example", "乙经理", AGENT_B, &[Role::AgentManager]),
    one(32, "engineer@agent-b.example", "乙工", AGENT_B, &[Role::AgentEngineer]),
    one(41, "contact@enduser-a.example", "丙联络", END_USER_A, &[Role::CustomerContact]),
    one(42, "contact@enduser-b.example", "丁联络", END_USER_B, &[Role::CustomerContact]),
    Person {
        billing_contact: true,
        ..one(43, "contact@keyaccount.example", "戊联络", KEY_ACCOUNT, &[Role::CustomerContact])
    },
];

/// The person with this address.
pub fn person(email: &str) -> &'static Person {
    PEOPLE.iter().find(|person| person.email == email).unwrap_or_else(|| panic!("nobody is {email}"))
}
