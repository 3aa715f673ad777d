//! Installation records on the wire, and what their bodies may hold.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::db::schema::installations;
use crate::platform::db::{Id, Moment};
use crate::platform::fields::Field;
use crate::platform::web::list::{FilterKind, ListSpec};

/// The body that files one.
pub const NEW: &[Field] = &[
    Field::id("customer_id").required(),
    Field::text_list("products", 100, 40).required(),
    Field::text("site_address", 200).required().wide(),
    Field::date("installed_on").required(),
    Field::text("installed_by", 60).required(),
    Field::text("accepted_by", 60).required(),
    Field::date("accepted_on").required(),
    Field::id("fixed_engineer_id"),
    Field::long_text("note", 2000).wide(),
];

/// What the list takes.
pub const LIST: ListSpec = ListSpec {
    filters: &[("customer_id", FilterKind::Id), ("product_id", FilterKind::Id)],
    sorts: &["created_at"],
    search: false,
};

/// A record as it is stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = installations)]
pub struct Row {
    pub id: Id,
    pub customer_id: Id,
    pub site_address: Option<String>,
    pub installed_on: String,
    pub installed_by: String,
    pub fixed_engineer_id: Option<Id>,
    pub accepted_by: String,
    pub accepted_on: String,
    pub note: Option<String>,
    pub created_by_name: String,
    pub organisation_id: Id,
    pub by_vendor: bool,
    pub created_at: Moment,
}

/// A product that was installed, as far as the reader sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InstalledProduct {
    /// Its id.
    pub id: Id,
    /// Its serial.
    pub serial: String,
    /// Its model.
    pub model: String,
}

/// An installation and acceptance record.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Installation {
    /// Its id.
    pub id: Id,
    /// Whose site it was.
    pub customer_id: Id,
    /// By name.
    pub customer_name: String,
    /// Where; null on records that were filed before it was asked for.
    pub site_address: Option<String>,
    /// What was installed, as far as the reader sees it today.
    pub products: Vec<InstalledProduct>,
    /// On which day.
    pub installed_on: String,
    /// By whom; null where it was somebody of another agent.
    pub installed_by: Option<String>,
    /// Who accepted it for the customer.
    pub accepted_by: String,
    /// On which day: from then on free service and warranty run.
    pub accepted_on: String,
    /// Whether it named the customer's fixed engineer.
    pub names_fixed_engineer: bool,
    /// Whom it named, by name; null where it named nobody, or somebody of another agent.
    pub fixed_engineer: Option<String>,
    /// What else there is to say.
    pub note: Option<String>,
    /// Who filed it; null where it was somebody of another agent.
    pub created_by_name: Option<String>,
    /// When.
    pub created_at: Moment,
    /// Always 1.
    pub version: i32,
}
