//! Reading the audit trail, newest first; writing it is in [`super::audit`] (chapter 7).

use chrono_tz::Tz;
use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::error::Error;
use crate::platform::db::schema::audit_entries as t;
use crate::platform::db::search::{contains, lower};
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::web::list::{FilterKind, ListQuery, ListSpec, Listing, moment_key};

use super::scope::Scope;

/// What the list takes: `object` is an id or a number, `actor` an id or part of a name, `action` the beginning of one,
/// `from` and `until` days as people count them, both included.
pub const LIST: ListSpec = ListSpec {
    filters: &[
        ("object", FilterKind::Text(100)),
        ("actor", FilterKind::Text(100)),
        ("action", FilterKind::Text(60)),
        ("organisation_id", FilterKind::Id),
        ("from", FilterKind::Date),
        ("until", FilterKind::Date),
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

/// One page of the log. One statement.
///
/// # Errors
/// What the database answers.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    zone: Tz,
    query: &ListQuery,
) -> Result<Listing<AuditEntry>, Error> {
    if !scope.sees_all() {
        return Ok(Listing { items: vec![], next: None });
    }
    let mut rows = t::table.into_boxed::<AnyDb>();
    if let Some(object) = query.filter("object") {
        rows = match object.parse::<Id>() {
            Ok(id) => rows.filter(t::object_id.eq(id)),
            Err(_) => rows.filter(lower(t::object_label).eq(object.trim().to_lowercase())),
        };
    }
    if let Some(actor) = query.filter("actor") {
        rows = match actor.parse::<Id>() {
            Ok(id) => rows.filter(t::actor_id.eq(id)),
            Err(_) => rows.filter(lower(t::actor_name).like(contains(actor)).escape('\\')),
        };
    }
    if let Some(action) = query.filter("action") {
        // The pattern of `contains` without its first `%` is that of a beginning.
        let begins = contains(action).trim_start_matches('%').to_string();
        rows = rows.filter(t::action.like(begins).escape('\\'));
    }
    if let Some(organisation) = query.filter_id("organisation_id") {
        rows = rows.filter(t::organisation_id.eq(organisation));
    }
    if let Some((first, _)) = query.filter_day("from", zone) {
        rows = rows.filter(t::at.ge(first));
    }
    if let Some((_, end)) = query.filter_day("until", zone) {
        rows = rows.filter(t::at.lt(end));
    }
    if let Some((after, at)) = query.after.as_ref().and_then(|after| Some((after.id(), after.moment()?))) {
        rows = if query.descending {
            rows.filter(t::at.lt(at).or(t::at.eq(at).and(t::id.lt(after))))
        } else {
            rows.filter(t::at.gt(at).or(t::at.eq(at).and(t::id.gt(after))))
        };
    }
    rows = if query.descending {
        rows.order((t::at.desc(), t::id.desc()))
    } else {
        rows.order((t::at.asc(), t::id.asc()))
    };
    let found: Vec<AuditEntry> = rows.limit(query.limit + 1).load(conn)?;
    Ok(Listing::cut(found, query, |row| (moment_key(row.at), row.id)))
}
