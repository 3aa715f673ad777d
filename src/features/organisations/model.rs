//! Organisations on the wire, and what their bodies may hold.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::record_words::OrganisationKind;
use crate::domain::words::AgentGrade;
use crate::platform::db::schema::organisations;
use crate::platform::db::{Id, Moment};
use crate::platform::fields::Field;
use crate::platform::web::list::{FilterKind, ListSpec};

/// The kinds as a list offers them.
pub const KINDS: &[&str] = OrganisationKind::TEXTS;

/// The body that creates an organisation.
pub const NEW: &[Field] = &[
    Field::text("name", 200).required().wide(),
    Field::choice("kind", KINDS).required(),
    Field::city("city").list_id("cities"),
    Field::choice("grade", AgentGrade::TEXTS),
];

/// The body that changes one.
pub const CHANGE: &[Field] = &[
    Field::text("name", 200).required().wide(),
    Field::city("city").list_id("cities"),
    Field::choice("grade", AgentGrade::TEXTS),
    Field::flag("active").required(),
];

/// What the list takes.
pub const LIST: ListSpec = ListSpec {
    filters: &[("kind", FilterKind::Choice(KINDS)), ("active", FilterKind::Bool)],
    sorts: &["created_at", "name"],
    search: true,
};

/// An organisation.
#[derive(Debug, Clone, Serialize, Queryable, Selectable, ToSchema)]
#[diesel(table_name = organisations)]
pub struct Organisation {
    /// Its id.
    pub id: Id,
    /// What it is; fixed.
    #[schema(value_type = String)]
    pub kind: OrganisationKind,
    /// Its name.
    pub name: String,
    /// Where it is: a code of GB/T 2260.
    pub city: Option<String>,
    /// Whether its people may log in.
    pub active: bool,
    /// `authorised`, `silver` or `gold` for an agent (5.8); null for others.
    #[schema(value_type = Option<String>)]
    pub grade: Option<AgentGrade>,
    /// Rises with every change.
    pub version: i32,
    /// When it was created.
    pub created_at: Moment,
    /// When it was changed last.
    pub updated_at: Moment,
}

/// An organisation and where it is.
#[derive(Debug, Clone, Queryable)]
pub struct Place {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Its city.
    pub city: Option<String>,
}

/// An organisation by name, for pickers and labels.
#[derive(Debug, Clone, Serialize, Queryable)]
pub struct OrganisationRef {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
}
