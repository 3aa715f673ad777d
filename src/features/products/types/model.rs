//! Types and models on the wire, and what their bodies may hold.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::db::schema::product_types;
use crate::platform::db::{Id, Moment};
use crate::platform::fields::Field;
use crate::platform::web::list::ListSpec;

/// Nobody grants more: fifty years.
pub const MOST_MONTHS: i64 = 600;

/// The body of a type. Lengths that are not said are those of the policy in force.
pub const FIELDS: &[Field] = &[
    Field::text("name", 60).required(),
    Field::text("name_en", 100),
    Field::integer("free_service_months", 0, MOST_MONTHS).unit("months"),
    Field::integer("warranty_months", 0, MOST_MONTHS).unit("months"),
    Field::text_list("models", 200, 60),
];

/// What the list takes.
pub const LIST: ListSpec = ListSpec { filters: &[], sorts: &["created_at", "name"], search: false };

/// A type as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = product_types)]
pub struct Row {
    pub id: Id,
    pub name: String,
    pub name_en: Option<String>,
    pub warranty_months: i32,
    pub free_service_months: i32,
    pub version: i32,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// A model by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ModelRef {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
}

/// A type of product.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProductType {
    /// Its id.
    pub id: Id,
    /// Its name, in Chinese.
    pub name: String,
    /// Its name in English.
    pub name_en: Option<String>,
    /// Length of the warranty from acceptance, months.
    pub warranty_months: i32,
    /// Length of free service from acceptance, months.
    pub free_service_months: i32,
    /// Its models, by name.
    pub models: Vec<ModelRef>,
    /// Rises with every change.
    pub version: i32,
    /// When it was created.
    pub created_at: Moment,
    /// When it was changed last.
    pub updated_at: Moment,
}

/// A model with everything its type says.
#[derive(Debug, Clone)]
pub struct Model {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Its type.
    pub type_id: Id,
    /// By name.
    pub type_name: String,
    /// By its English name.
    pub type_name_en: Option<String>,
    /// Length of the warranty, months.
    pub warranty_months: u32,
    /// Length of free service, months.
    pub free_service_months: u32,
}
