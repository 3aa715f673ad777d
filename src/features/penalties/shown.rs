//! What the page of a request says of its penalties, to whoever reads credits.

use serde::Serialize;

use crate::access::{Action, Actor};
use crate::error::Error;
use crate::features::credits;
use crate::features::requests::Request;
use crate::platform::db::{Conn, Id};
use crate::platform::services::Services;

use super::{outage, terms};

/// The penalties of a request.
#[derive(Debug, Serialize)]
pub struct Shown {
    rows: Vec<Row>,
    may_state_outage: bool,
}

#[derive(Debug, Serialize)]
struct Row {
    id: Id,
    clause: Option<String>,
    amount_fen: i64,
    status: String,
}

/// The penalties of a request; nothing where there are none and none can be proposed by hand, or for whoever reads no credits.
///
/// # Errors
/// What the database answers.
pub fn shown(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    request: &Request,
) -> Result<Option<Shown>, Error> {
    let Ok(scope) = actor.may(Action::ViewCredits) else { return Ok(None) };
    let found = credits::of_request(conn, &scope, request.id)?;
    let stated = outage::stands(&found);
    let rows: Vec<Row> = found
        .into_iter()
        .map(|credit| Row {
            id: credit.id,
            clause: credit.clause,
            amount_fen: credit.amount_fen,
            status: credit.status.to_string(),
        })
        .collect();
    let may_state_outage = !stated
        && actor.can(Action::GiveCredits)
        && terms::of(conn, services, request)?
            .is_some_and(|agreed| terms::has_outage(request, &agreed.of.terms));
    Ok((!rows.is_empty() || may_state_outage).then_some(Shown { rows, may_state_outage }))
}
