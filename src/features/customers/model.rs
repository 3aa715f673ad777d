//! Customers on the wire, and what their bodies may hold.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::words::ClientClass;
use crate::platform::db::{Id, Moment};
use crate::platform::fields::Field;
use crate::platform::web::list::{FilterKind, ListSpec};

/// The classes as a list offers them.
pub const CLASSES: &[&str] = ClientClass::TEXTS;

/// A person to talk to.
pub const CONTACT: &[Field] = &[
    Field::text("name", 100).required(),
    Field::phone("phone"),
    Field::email("email"),
    Field::text("position", 100),
];

/// The body of a customer (8.3). Its class is fixed once it is created.
pub const FIELDS: &[Field] = &[
    Field::text("name", 200).required().wide(),
    Field::choice("class", CLASSES).required(),
    Field::city("city").required().list_id("cities"),
    Field::text("credit_code", 40),
    Field::text("industry", 100),
    Field::id("agent_id"),
    Field::id("account_manager_id"),
    Field::id("organisation_id"),
    Field::id("fixed_engineer_id"),
    Field::text("sla_profile", 60),
    Field::flag("apply_to_open"),
    Field::list("contacts", 20, CONTACT),
];

/// The body by which a customer says whether its people see each other's requests.
pub const SHARING: &[Field] = &[Field::flag("requests_shared").required()];

/// What the list takes.
pub const LIST: ListSpec = ListSpec {
    filters: &[
        ("class", FilterKind::Choice(CLASSES)),
        ("city", FilterKind::City),
        ("agent_id", FilterKind::Id),
    ],
    sorts: &["created_at", "name"],
    search: true,
};

/// A person to talk to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    /// The name.
    pub name: String,
    /// A telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// A mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What the person does there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
}

/// A customer as somebody with sight of it reads it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Customer {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// What it is to the service matrix; fixed.
    #[schema(value_type = String)]
    pub class: ClientClass,
    /// Where it is: a code of GB/T 2260.
    pub city: String,
    /// The unified social credit code, in capitals.
    pub credit_code: Option<String>,
    /// What it does.
    pub industry: Option<String>,
    /// The agent that serves it; none for a key account or a prospect.
    pub agent_id: Option<Id>,
    /// The agent's name.
    pub agent_name: Option<String>,
    /// The organisation that it is, where it comes here itself or pays.
    pub organisation_id: Option<Id>,
    /// The key-account manager.
    pub account_manager_id: Option<Id>,
    /// The key-account manager's name.
    pub account_manager_name: Option<String>,
    /// 固定服务工程师: whoever knows its systems.
    pub fixed_engineer_id: Option<Id>,
    /// The fixed engineer's name.
    pub fixed_engineer_name: Option<String>,
    /// The profile of deadlines that it was promised, where it is not that of its class.
    pub sla_profile: Option<String>,
    /// Whether its people see each other's requests.
    pub requests_shared: bool,
    /// Whom to talk to.
    pub contacts: Vec<Contact>,
    /// Rises with every change.
    pub version: i32,
    /// When it was created.
    pub created_at: Moment,
    /// When it was changed last.
    pub updated_at: Moment,
}

/// A customer by name, for pickers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CustomerRef {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// What it is.
    #[schema(value_type = String)]
    pub class: ClientClass,
    /// Where it is.
    pub city: String,
}

/// Something odd that does not stop anybody.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Warning {
    /// The field.
    pub field: &'static str,
    /// Stable code.
    pub code: &'static str,
    /// Words in the caller's language.
    pub message: String,
    /// The customers that look the same, within the caller's own sight.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub customers: Vec<CustomerRef>,
}

/// A customer that was saved, with what is odd about it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Saved {
    /// The customer.
    #[serde(flatten)]
    pub customer: Customer,
    /// What is odd about it; never a reason to refuse.
    pub warnings: Vec<Warning>,
}

/// A customer to be created; the caller has checked everything.
#[derive(Debug, Clone)]
pub struct NewCustomer<'a> {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: &'a str,
    /// What it is.
    pub class: ClientClass,
    /// Where it is.
    pub city: &'a str,
    /// The agent that serves it.
    pub agent_id: Option<Id>,
    /// The organisation that it is; a key account without one gets one of its own.
    pub organisation_id: Option<Id>,
    /// The key-account manager.
    pub account_manager_id: Option<Id>,
    /// The credit code.
    pub credit_code: Option<&'a str>,
    /// What it does.
    pub industry: Option<&'a str>,
    /// Whom to talk to.
    pub contacts: Vec<Contact>,
    /// The profile of deadlines that it was promised.
    pub sla_profile: Option<&'a str>,
    /// Whoever knows its systems.
    pub fixed_engineer_id: Option<Id>,
    /// Who creates it.
    pub created_by: Option<Id>,
}

impl<'a> NewCustomer<'a> {
    /// A customer of which no more is known.
    #[must_use]
    pub fn new(id: Id, name: &'a str, class: ClientClass, city: &'a str) -> Self {
        NewCustomer {
            id,
            name,
            class,
            city,
            agent_id: None,
            organisation_id: None,
            account_manager_id: None,
            credit_code: None,
            industry: None,
            contacts: vec![],
            sla_profile: None,
            fixed_engineer_id: None,
            created_by: None,
        }
    }
}
