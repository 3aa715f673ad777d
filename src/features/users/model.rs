//! People on the wire, and what their bodies may hold.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::record_words::{OrganisationKind, Role};
use crate::platform::db::{Id, Moment};
use crate::platform::fields::Field;
use crate::platform::web::list::{FilterKind, ListSpec};

/// Every role, as bodies and lists offer them.
pub const ROLES: &[&str] = Role::TEXTS;

/// The languages of the portal.
pub const LANGUAGES: &[&str] = &["zh-CN", "en"];

/// The body that invites somebody. An agent's manager leaves the organisation out: it is its own.
pub const NEW: &[Field] = &[
    Field::text("name", 100).required(),
    Field::email("email").required(),
    Field::phone("phone"),
    Field::id("organisation_id"),
    Field::choices("roles", ROLES).required(),
    Field::choice("language", LANGUAGES),
    Field::flag("billing_contact"),
];

/// The body that changes somebody.
pub const CHANGE: &[Field] = &[
    Field::text("name", 100).required(),
    Field::phone("phone"),
    Field::choices("roles", ROLES).required(),
    Field::city("city").list_id("cities"),
    Field::flag("billing_contact"),
];

/// What the list takes.
pub const LIST: ListSpec = ListSpec {
    filters: &[
        ("organisation_id", FilterKind::Id),
        ("role", FilterKind::Choice(ROLES)),
        ("active", FilterKind::Bool),
    ],
    sorts: &["created_at", "name"],
    search: true,
};

/// A person with an account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Person {
    /// Its id.
    pub id: Id,
    /// The name as shown.
    pub name: String,
    /// The address for mail and login.
    pub email: String,
    /// A telephone number.
    pub phone: Option<String>,
    /// Whom the person works for.
    pub organisation_id: Id,
    /// Its name.
    pub organisation_name: String,
    /// What it is.
    #[schema(value_type = String)]
    pub organisation_kind: OrganisationKind,
    /// What the person may be.
    #[schema(value_type = Vec<String>)]
    pub roles: Vec<Role>,
    /// `zh-CN` or `en`.
    pub language: String,
    /// Whether the person may log in.
    pub active: bool,
    /// Whether the person was invited and has not set a password yet.
    pub invited: bool,
    /// Whether the person sees what its organisation pays (a key account's contact).
    pub billing_contact: bool,
    /// From where the person goes to customers, where that is not the city of the organisation.
    pub city: Option<String>,
    /// Rises with every change.
    pub version: i32,
    /// When the account was created.
    pub created_at: Moment,
    /// When it was changed last.
    pub updated_at: Moment,
}

/// A one-time link, told once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Invitation {
    /// Where the person sets a password; good once.
    pub url: String,
    /// Until when.
    pub expires_at: Moment,
}
