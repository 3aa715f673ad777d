//! An entry of the audit log as it is answered.

use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::platform::db::{Id, Moment};
use crate::platform::web::list::{FilterKind, ListSpec};

/// What the list takes: `object` is an id or a number, `actor` an id or part of a name, `action` the beginning of one.
pub const LIST: ListSpec = ListSpec {
    filters: &[
        ("object", FilterKind::Text(100)),
        ("actor", FilterKind::Text(100)),
        ("action", FilterKind::Text(60)),
    ],
    sorts: &["at"],
    search: false,
};

/// One entry.
#[derive(Debug, Clone, Queryable, Serialize, ToSchema)]
pub struct AuditEntry {
    /// The entry.
    pub id: Id,
    /// When.
    pub at: Moment,
    /// Who; null for the program itself and for links without an account.
    pub actor_id: Option<Id>,
    /// By name, as it was then.
    pub actor_name: String,
    /// For which organisation.
    pub organisation_id: Option<Id>,
    /// From which network address.
    pub address: String,
    /// What was done, such as `fault_record.submit`.
    pub action: String,
    /// To what kind of object.
    pub object_kind: String,
    /// To which.
    pub object_id: Option<Id>,
    /// Its number or name.
    pub object_label: String,
    /// What it was.
    #[schema(value_type = Option<Object>)]
    pub before: Option<Value>,
    /// What it became.
    #[schema(value_type = Option<Object>)]
    pub after: Option<Value>,
}
