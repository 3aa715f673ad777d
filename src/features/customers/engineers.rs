//! Who can be a customer's fixed engineer (4.1): somebody of its agent, or of the vendor, who goes to customers.

use crate::access::{Action, Actor};
use crate::domain::record_words::Role;
use crate::error::Error;
use crate::features::users;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::FaultCode;

use super::{service, store};

/// Who goes to customers for an agent.
pub const AGENTS: &[Role] = &[Role::AgentEngineer, Role::AgentManager];
/// Who goes to customers for the vendor.
pub const VENDORS: &[Role] = &[Role::SupportEngineer, Role::ProductTeam, Role::KeyAccountManager];

/// Whether somebody can be the fixed engineer of a customer of `agent`. An agent names its own people alone, and learns of
/// no other.
///
/// # Errors
/// What the database answers.
pub fn can_serve(conn: &mut Conn, actor: &Actor, agent: Option<Id>, id: Id) -> Result<bool, Error> {
    let serves = |card: &users::Card| {
        let of_agent = agent == Some(card.organisation);
        let role = |role: &Role| if of_agent { AGENTS.contains(role) } else { VENDORS.contains(role) };
        (of_agent || actor.is_vendor()) && card.roles.iter().any(role)
    };
    Ok(users::card(conn, id)?.is_some_and(|card| serves(&card)))
}

/// Those people by id and name, for a picker: of the agent, and for those who work for it of the vendor.
///
/// # Errors
/// What the database answers.
pub fn engineers(conn: &mut Conn, actor: &Actor, agent: Option<Id>) -> Result<Vec<(String, String)>, Error> {
    let (vendor, own) = (actor.is_vendor(), actor.organisation());
    let agents = users::cards(conn, if vendor { agent.unwrap_or(own) } else { own }, AGENTS)?;
    let vendors = if vendor { users::cards(conn, own, VENDORS)? } else { vec![] };
    Ok(agents.into_iter().chain(vendors).map(|card| (card.id.to_string(), card.name)).collect())
}

/// The fixed engineer of a customer in sight, by name, where it has one.
///
/// # Errors
/// What the database answers.
pub fn fixed_engineer_name(conn: &mut Conn, customer: Id) -> Result<Option<String>, Error> {
    let Some(id) = store::fixed_engineer(conn, customer)? else { return Ok(None) };
    Ok(users::names(conn, [id])?.remove(&id))
}

/// Makes somebody the fixed engineer of a customer, as whoever installed its products said.
///
/// # Errors
/// `Forbidden`; `Invalid` naming `fixed_engineer_id`.
pub fn name_fixed_engineer(
    conn: &mut Conn,
    actor: &Actor,
    customer: Id,
    engineer: Id,
    now: Moment,
) -> Result<(), Error> {
    let stored = store::get(conn, &actor.may(Action::ViewCustomers)?, customer)?;
    if stored.fixed_engineer_id == Some(engineer) {
        return Ok(());
    }
    if !can_serve(conn, actor, stored.agent_id, engineer)? {
        return Err(Error::field("fixed_engineer_id", FaultCode::NOT_FOUND));
    }
    let row = store::Row {
        fixed_engineer_id: Some(engineer),
        version: stored.version + 1,
        updated_at: now,
        ..stored.clone()
    };
    service::save_quietly(conn, actor, &stored, row, now)
}
