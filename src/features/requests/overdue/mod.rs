//! Overdue records (2.3): work that has ended, whose record was not handed in by the end of its week.

pub mod api;
pub mod export;
pub mod pages;

use serde::Serialize;
use utoipa::ToSchema;

use crate::access::{Actor, Scope};
use crate::domain::request_words::Holder;
use crate::error::Error;
use crate::features::organisations;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::web::list::{FilterKind, ListQuery, ListSpec, Listing, moment_key};

use super::model::Request;
use super::queues::MOST;
use super::store;

/// What the list takes.
pub const LIST: ListSpec =
    ListSpec { filters: &[("agent_id", FilterKind::Id)], sorts: &["due_at"], search: false };

/// A record that is overdue.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OverdueRecord {
    /// The request.
    pub request_id: Id,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub subject: String,
    /// The code of the catalogue.
    pub service_code: String,
    /// Whom the work was for.
    pub customer_id: Id,
    /// By name.
    pub customer_name: String,
    /// The agent that owes it; null where the vendor does.
    pub agent_id: Option<Id>,
    /// By name.
    pub agent_name: Option<String>,
    /// Who worked on it; empty where nobody is named.
    pub assignee_name: String,
    /// When the work ended.
    pub resolved_at: Moment,
    /// Since when it is overdue.
    pub due_at: Moment,
    /// Where the record can be begun, for whoever owes it.
    pub begin_href: Option<String>,
}

/// A page of the overdue records in sight. Three statements.
///
/// # Errors
/// What the database answers.
pub fn list(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    query: &ListQuery,
    now: Moment,
) -> Result<Listing<OverdueRecord>, Error> {
    let rows = store::overdue_page(conn, scope, query, now)?;
    let page =
        Listing::cut(rows, query, |row| (moment_key(row.resolved_at.unwrap_or(row.updated_at)), row.id));
    let owing = |row: &Request| row.agent_id.filter(|_| row.holder == Holder::Agent);
    let agents = organisations::names(conn, page.items.iter().filter_map(owing))?;
    let ids: Vec<Id> = page.items.iter().map(|row| row.id).collect();
    let owed = store::owed_by(conn, &ids)?;
    Ok(page.map(|row| {
        let (agent_id, ended) = (owing(&row), row.resolved_at.unwrap_or(row.updated_at));
        OverdueRecord {
            agent_name: agent_id.and_then(|id| agents.get(&id)).map(|agent| agent.name.clone()),
            begin_href: super::record_href(actor, &row),
            due_at: owed.get(&row.id).copied().unwrap_or(ended),
            request_id: row.id,
            number: row.number,
            subject: row.subject,
            service_code: row.service_code,
            customer_id: row.customer_id,
            customer_name: row.customer_name,
            agent_id,
            assignee_name: row.assignee_name,
            resolved_at: ended,
        }
    }))
}

/// How many are in sight, counted no further than 100.
///
/// # Errors
/// What the database answers.
pub fn count(conn: &mut Conn, scope: &Scope, now: Moment) -> Result<usize, Error> {
    store::overdue_count(conn, scope, now, MOST)
}
