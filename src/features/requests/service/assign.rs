//! Giving a request to somebody (4.1).

use serde_json::{Value, json};

use crate::access::Action;
use crate::domain::record_words::Role;
use crate::domain::request_words::{Holder, RequestEventKind, Visibility};
use crate::error::Error;
use crate::features::users;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness, FaultCode, Field};
use crate::platform::web::incoming::IfMatch;

use super::super::model::Request;
use super::super::rules::{self, Side};
use super::super::{store, told};
use super::Desk;

/// The body of an assignment.
pub const ASSIGNMENT: &[Field] = &[Field::id("user_id").required(), Field::text("reason", 500).wide()];

/// Gives the request to somebody who serves it.
///
/// # Errors
/// `NotFound`, `Forbidden`, `PreconditionRequired`, `Stale` (or `Taken`, naming who has it), `Conflict` once it is over,
/// `Invalid` where the person does not serve such requests.
pub fn assign(
    conn: &mut Conn,
    desk: &Desk<'_>,
    (id, expected): (Id, IfMatch),
    body: &Value,
) -> Result<Request, Error> {
    let scope = desk.actor.may(Action::AssignRequests)?;
    let (_, side) = desk.open(conn, id)?;
    let mut request = store::find(conn, &scope, id)?;
    if side != Side::Serving {
        return Err(Error::Forbidden("not_yours_to_serve"));
    }
    match expected.check(request.version) {
        Err(Error::Stale) if request.assignee_id.is_some() => {
            return Err(Error::Taken("already_assigned", request.assignee_name));
        }
        other => other?,
    }
    rules::editable(&request)?;
    let fields = fields::check(ASSIGNMENT, body, Completeness::Complete).map_err(Error::Invalid)?;
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let who: Id = text("user_id").parse().map_err(|_| Error::field("user_id", FaultCode::NOT_AN_ID))?;
    let person = users::card(conn, who)?.filter(|person| serves(&request, person));
    let person = person.ok_or_else(|| Error::field("user_id", FaultCode::NOT_FOUND))?;
    let before = request.assignee_name.clone();
    (request.assignee_id, request.assignee_name) = (Some(person.id), person.name.clone());
    store::save(conn, &mut request, desk.now)?;
    let data = json!({ "from": before, "to": person.name });
    desk.line(
        conn,
        &request,
        RequestEventKind::Assigned,
        Visibility::Internal,
        (text("reason"), data.clone()),
    )?;
    desk.log(conn, &request, "request.assign", (None, Some(data)))?;
    told::assigned(conn, desk, &request)?;
    Ok(request)
}

/// Whether somebody works where the request is in hand.
fn serves(request: &Request, person: &users::Card) -> bool {
    let has = |roles: &[Role]| person.roles.iter().any(|role| roles.contains(role));
    match request.holder {
        Holder::Agent => {
            request.agent_id == Some(person.organisation) && has(&[Role::AgentEngineer, Role::AgentManager])
        }
        Holder::ProductTeam => has(&[Role::ProductTeam]),
        Holder::Vendor | Holder::SpecialistCentre | Holder::Manufacturer => has(&[
            Role::SupportEngineer,
            Role::ProductTeam,
            Role::KeyAccountManager,
            Role::ServiceSpecialist,
            Role::ServiceManager,
        ]),
    }
}
