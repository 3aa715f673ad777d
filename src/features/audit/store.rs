//! Audit entries as rows, newest first.

use diesel::prelude::*;

use crate::access::Scope;
use crate::error::Error;
use crate::platform::db::schema::audit_entries as t;
use crate::platform::db::search::contains;
use crate::platform::db::{AnyDb, Conn, Id};
use crate::platform::web::list::{ListQuery, Listing, moment_key};

use super::model::AuditEntry;

diesel::define_sql_function! { fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text; }

/// One page of the log. One statement.
///
/// # Errors
/// What the database answers.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Listing<AuditEntry>, Error> {
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
