//! What became of a credit, one event after the other (chapter 6).
//!
//! Invariant: events are only ever added, each leads to the next version of the credit, and the state in its row is what the
//! last of them says.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::billing_words::CreditStatus;
use crate::error::Error;
use crate::platform::db::schema::credit_events::{self as t};
use crate::platform::db::{Conn, Id, Moment};

use super::model::Credit;

/// Something that happened to a credit.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = t, treat_none_as_default_value = false)]
pub struct Event {
    /// The credit.
    #[serde(skip)]
    pub credit_id: Id,
    /// The version of the credit to which it led.
    pub version: i32,
    /// When.
    pub at: Moment,
    /// What it is since then.
    #[schema(value_type = String)]
    #[diesel(serialize_as = String)]
    pub status: CreditStatus,
    /// Who; null for the program itself.
    pub actor_id: Option<Id>,
    /// By name.
    pub actor_name: String,
    /// Why.
    pub reason: Option<String>,
}

/// A credit with what became of it, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Whole {
    /// The credit.
    #[serde(flatten)]
    pub credit: Credit,
    /// What became of it, oldest first.
    pub events: Vec<Event>,
}

/// Writes down what a credit has just become.
///
/// # Errors
/// What the database answers.
pub(super) fn add(conn: &mut Conn, credit: &Credit) -> Result<(), Error> {
    diesel::insert_into(t::table).values(last(credit)).execute(conn)?;
    Ok(())
}

/// The event that a credit as it stands says of itself.
fn last(credit: &Credit) -> Event {
    let open = credit.status == CreditStatus::Proposed;
    let decided_by = (credit.decided_by, credit.decided_by_name.clone().unwrap_or_default());
    let proposed_by = (credit.proposed_by, credit.proposed_by_name.clone());
    let (actor_id, actor_name) = if open { proposed_by } else { decided_by };
    Event {
        credit_id: credit.id,
        version: credit.version,
        at: credit.decided_at.unwrap_or(credit.proposed_at),
        status: credit.status,
        actor_id,
        actor_name,
        reason: credit.reason.clone(),
    }
}

/// What became of these credits, each oldest first.
///
/// # Errors
/// What the database answers.
pub(super) fn of(conn: &mut Conn, credits: &[Id]) -> QueryResult<Vec<Event>> {
    t::table
        .filter(t::credit_id.eq_any(credits))
        .order((t::credit_id, t::version))
        .select(Event::as_select())
        .load(conn)
}

/// Whether a credit stands as its events say: proposed first, an event for each version, the last as its row.
pub(super) fn projects(credit: &Credit, events: &[&Event]) -> bool {
    use CreditStatus::{Confirmed, Proposed, Refused, Reversed};
    let steps: Vec<CreditStatus> = events.iter().map(|event| event.status).collect();
    let possible =
        matches!(steps[..], [Proposed] | [Proposed, Confirmed | Refused] | [Proposed, Confirmed, Reversed]);
    let whole = (1..=credit.version).eq(events.iter().map(|event| event.version));
    let begun = events.first().is_some_and(|event| {
        (event.actor_id, &event.actor_name, event.at)
            == (credit.proposed_by, &credit.proposed_by_name, credit.proposed_at)
    });
    possible && whole && begun && events.last().is_some_and(|event| **event == last(credit))
}
