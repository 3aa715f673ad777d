//! Shifts as rows and on the wire, and what their bodies may hold.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::record_words::Role;
use crate::platform::db::schema::duty_shifts;
use crate::platform::db::{Id, Moment};
use crate::platform::fields::Field;
use crate::platform::web::list::{FilterKind, ListSpec};

/// The body of a shift.
pub const NEW: &[Field] = &[
    Field::city("city").required(),
    Field::id("user_id").required(),
    Field::moment("from").required(),
    Field::moment("to").required(),
];

/// The body that plans a week like the one before it; any day of it names it.
pub const COPY: &[Field] = &[Field::city("city").required(), Field::date("week").required()];

/// What the list takes.
pub const LIST: ListSpec = ListSpec {
    filters: &[("city", FilterKind::City), ("user_id", FilterKind::Id), ("now", FilterKind::Bool)],
    sorts: &["from_at"],
    search: false,
};

/// Who can be on duty.
pub const ROLES: &[Role] =
    &[Role::SupportEngineer, Role::ProductTeam, Role::ServiceSpecialist, Role::ServiceManager];

/// What came of copying a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Copied {
    /// So many shifts were planned.
    pub copied: usize,
    /// So many could not be: of people who are on duty at that time already or serve no more, or over by now.
    pub left_out: usize,
}

/// Somebody who takes calls now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnCall {
    /// Who.
    pub user: Id,
    /// The city of the service point.
    pub city: String,
}

/// A shift as it is stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = duty_shifts)]
pub struct Row {
    pub id: Id,
    pub city: String,
    pub user_id: Id,
    pub from_at: Moment,
    pub until_at: Moment,
}

/// A shift.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Shift {
    /// Its id.
    pub id: Id,
    /// The city of the service point.
    pub city: String,
    /// Who is on duty.
    pub user_id: Id,
    /// By name.
    pub user_name: String,
    /// Whether they may work on site today.
    pub qualified: bool,
    /// From when.
    pub from: Moment,
    /// Until when.
    pub to: Moment,
    /// Whether that is now.
    pub now: bool,
    /// Always 1: a shift is removed, not changed.
    pub version: i32,
}
