//! A saved view as a row and on the wire, and what its bodies may hold.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::db::schema::saved_views;
use crate::platform::db::{Id, Moment};
use crate::platform::fields::Field;

use super::lists::NAMES;

const NAME: Field = Field::text("name", 60).required();
const QUERY: Field = Field::text("query", 2000);
const IS_DEFAULT: Field = Field::flag("is_default");

/// The body of a new view.
pub const NEW: &[Field] = &[Field::choice("list", NAMES).required(), NAME, QUERY, IS_DEFAULT];

/// What can be changed of one.
pub const EDIT: &[Field] = &[NAME, QUERY, IS_DEFAULT];

/// So many views a person has of one list.
pub const MOST: usize = 30;

/// A question to a list that a person has named.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = saved_views)]
pub struct SavedView {
    /// Id.
    pub id: Id,
    /// Of which list: `requests`.
    pub list: String,
    /// The name its owner gave it.
    pub name: String,
    /// Filters, words and sorting as they stand in the address of the list; empty for the whole list.
    pub query: String,
    /// Whether the list opens with it.
    pub is_default: bool,
    /// Counts changes.
    pub version: i32,
    /// When it was saved.
    pub created_at: Moment,
    /// When it last changed.
    pub updated_at: Moment,
}
