//! That an outage stopped the customer's production is a fact that a person states; the amount follows from the contract.

use serde_json::Value;

use crate::access::{Action, Actor};
use crate::domain::penalty::Clause;
use crate::error::Error;
use crate::features::credits::{self, Credit, Proposed};
use crate::features::requests;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields;
use crate::platform::services::Services;

use super::terms;

/// Proposes the penalty for an outage; `body` says what stood still. Somebody else confirms it.
///
/// # Errors
/// `Forbidden` to whoever gives no credits or sees no requests, `NotFound`; `Conflict` where no contract says anything of it,
/// where it was proposed already, or where the cap is reached; `Invalid` without a statement.
pub fn propose(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    now: Moment,
    id: Id,
    body: &Value,
) -> Result<Credit, Error> {
    let scope = actor.may(Action::GiveCredits)?;
    let request = requests::request(conn, actor, id)?;
    let terms = terms::of(conn, services, &request)?;
    let Some(terms) = terms.filter(|agreed| terms::has_outage(&request, &agreed.of.terms)) else {
        return Err(Error::Conflict("penalty_not_agreed"));
    };
    if stands(&credits::of_request(conn, &scope, id)?) {
        return Err(Error::Conflict("penalty_proposed_already"));
    }
    let stated = fields::reason(body)?;
    let clause = (Clause::Outage, request.reported_at, now);
    let mut breached = terms::breached(services, &request, &terms, clause)?;
    breached.stated = Some(&stated);
    match credits::propose_penalty(conn, services, Some(actor), now, breached)? {
        Proposed::Made(credit) => Ok(*credit),
        Proposed::Already => Err(Error::Conflict("penalty_proposed_already")),
        Proposed::NoRoom { .. } | Proposed::Nothing => Err(Error::Conflict("penalty_cap_reached")),
    }
}

/// Whether an outage was stated and stands: what was refused or taken back may be stated again.
pub(super) fn stands(earlier: &[Credit]) -> bool {
    earlier.iter().any(|credit| credit.is_for(Clause::Outage) && credit.status.is_live())
}
