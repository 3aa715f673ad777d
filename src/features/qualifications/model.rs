//! Qualifications as rows and on the wire, and what their bodies may hold.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::record_words::Role;
use crate::platform::db::schema::qualifications;
use crate::platform::db::{Id, Moment};
use crate::platform::fields::Field;
use crate::platform::web::list::{FilterKind, ListSpec};

/// The body that enters one.
pub const NEW: &[Field] = &[
    Field::id("user_id").required(),
    Field::text("certificate_number", 60).required(),
    Field::text("scope", 200).required().wide(),
    Field::date("passed_on").required(),
    Field::date("valid_until").required(),
];

/// The body that revokes one.
pub const REVOCATION: &[Field] = &[Field::text("reason", 500).required().wide()];

/// What the list takes.
pub const LIST: ListSpec = ListSpec {
    filters: &[
        ("user_id", FilterKind::Id),
        ("organisation_id", FilterKind::Id),
        ("valid", FilterKind::Bool),
        ("expiring", FilterKind::Bool),
    ],
    sorts: &["valid_until", "created_at"],
    search: false,
};

/// Whose qualification counts: whoever goes to customers.
pub const ROLES: &[Role] = &[
    Role::AgentEngineer,
    Role::AgentManager,
    Role::SupportEngineer,
    Role::ProductTeam,
    Role::KeyAccountManager,
    Role::ServiceSpecialist,
    Role::ServiceManager,
];

/// A qualification that the caller has checked.
#[derive(Debug, Clone)]
pub struct NewQualification<'a> {
    /// Whose.
    pub user: Id,
    /// The person's organisation.
    pub organisation: Id,
    /// The number of the certificate.
    pub certificate_number: &'a str,
    /// What it is for, in words.
    pub scope: &'a str,
    /// The day of the examination.
    pub passed_on: &'a str,
    /// The last day on which it is good.
    pub valid_until: &'a str,
}

/// A qualification as it is stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = qualifications)]
pub struct Row {
    pub id: Id,
    pub user_id: Id,
    pub organisation_id: Id,
    pub certificate_number: String,
    pub scope: String,
    pub passed_on: String,
    pub valid_until: String,
    pub version: i32,
    pub created_by_name: String,
    pub created_at: Moment,
    pub revoked_at: Option<Moment>,
    pub revoked_by_name: Option<String>,
    pub revoked_reason: Option<String>,
}

/// A qualification.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Qualification {
    /// Its id.
    pub id: Id,
    /// Whose.
    pub user_id: Id,
    /// By name.
    pub user_name: String,
    /// The person's organisation.
    pub organisation_id: Id,
    /// By name.
    pub organisation_name: String,
    /// The number of the certificate.
    pub certificate_number: String,
    /// What it is for, in words.
    pub scope: String,
    /// The day of the examination.
    pub passed_on: String,
    /// The last day on which it is good.
    pub valid_until: String,
    /// Whether it is good today.
    pub valid: bool,
    /// Whether it is good today and ends within 30 days.
    pub expiring: bool,
    /// Who entered it.
    pub created_by_name: String,
    /// When.
    pub created_at: Moment,
    /// When it was revoked.
    pub revoked_at: Option<Moment>,
    /// By whom.
    pub revoked_by_name: Option<String>,
    /// Why.
    pub revoked_reason: Option<String>,
    /// 1, and 2 once it is revoked.
    pub version: i32,
}
