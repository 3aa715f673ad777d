//! What other features ask of customers by id: names in one go, and subqueries for their own lists.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::platform::db::schema::customers::{self, dsl};
use crate::platform::db::{Conn, Id};

use super::store::IdsBy;

/// A customer by name, with the agent that serves it now.
#[derive(Debug, Clone)]
pub struct Brief {
    /// Its name.
    pub name: String,
    /// The agent.
    pub agent_id: Option<Id>,
}

/// These customers; the caller has found what belongs to them in sight. One statement.
///
/// # Errors
/// What the database answers.
pub fn briefs(conn: &mut Conn, ids: impl Iterator<Item = Id>) -> Result<HashMap<Id, Brief>, Error> {
    let mut ids: Vec<Id> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(Id, String, Option<Id>)> = customers::table
        .filter(dsl::id.eq_any(ids))
        .select((dsl::id, dsl::name, dsl::agent_id))
        .load(conn)?;
    Ok(found.into_iter().map(|(id, name, agent_id)| (id, Brief { name, agent_id })).collect())
}

/// The class of a customer that the caller names; none where there is no such one. One statement.
///
/// # Errors
/// What the database answers.
pub fn class_of(conn: &mut Conn, id: Id) -> Result<Option<ClientClass>, Error> {
    let class: Option<String> =
        customers::table.filter(dsl::id.eq(id)).select(dsl::class).first(conn).optional()?;
    Ok(class.and_then(|class| class.parse().ok()))
}

/// The ids of the customers of an agent, as a subquery.
#[must_use]
pub fn ids_of_agent(agent: Id) -> IdsBy<customers::agent_id> {
    customers::table.select(customers::id).filter(customers::agent_id.eq(agent))
}
