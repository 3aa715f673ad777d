//! Giving a request to somebody (4.1).

use serde_json::{Value, json};

use crate::access::Action;
use crate::domain::catalogue::is_onsite;
use crate::domain::record_words::Role;
use crate::domain::request_words::{Holder, RequestEventKind, Visibility};
use crate::error::Error;
use crate::features::{qualifications, users};
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness, FaultCode, Field};
use crate::platform::web::incoming::IfMatch;

use super::super::model::Request;
use super::super::routing::{self, Proposal};
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
    if !may_go(conn, desk, &request, person.id)? {
        return Err(Error::field("user_id", FaultCode::new("not_qualified")));
    }
    let proposed = routing::proposals(conn, desk, &request)?;
    let first = proposed.first().filter(|first| first.eligible());
    if first.is_some_and(|first| first.user != person.id) && text("reason").is_empty() {
        // People may overrule the proposal, and say why.
        return Err(Error::field("reason", FaultCode::REQUIRED));
    }
    let before = request.assignee_name.clone();
    (request.assignee_id, request.assignee_name) = (Some(person.id), person.name.clone());
    store::save(conn, &mut request, desk.now)?;
    let chosen = proposed.iter().find(|one| one.user == person.id);
    let data = json!({
        "from": before, "to": person.name, "reasons": chosen.map(Proposal::reasons),
        "proposed": first.map(|first| json!({ "name": first.name, "reasons": first.reasons() })),
    });
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

/// Whether somebody may be given the request: work on site needs a valid qualification (4.1).
///
/// # Errors
/// What the database answers.
pub(super) fn may_go(conn: &mut Conn, desk: &Desk<'_>, request: &Request, user: Id) -> Result<bool, Error> {
    let onsite = is_onsite(&request.service_code);
    Ok(!onsite || qualifications::is_qualified(conn, desk.services, user, desk.now)?)
}

/// Whom the request should be given to, best first.
///
/// # Errors
/// `NotFound`, `Forbidden` for those who do not serve it; what the database answers.
pub fn candidates(conn: &mut Conn, desk: &Desk<'_>, id: Id) -> Result<Vec<Proposal>, Error> {
    let scope = desk.actor.may(Action::AssignRequests)?;
    let request = store::find(conn, &scope, id)?;
    if rules::side(desk.actor, &request) != Side::Serving {
        return Err(Error::Forbidden("not_yours_to_serve"));
    }
    routing::proposals(conn, desk, &request)
}

/// The people of the own house who work on requests.
///
/// # Errors
/// What the database answers.
pub fn colleagues(conn: &mut Conn, desk: &Desk<'_>) -> Result<Vec<users::Card>, Error> {
    desk.actor.may(Action::AssignRequests)?;
    users::cards(conn, desk.actor.organisation(), &[AGENTS, VENDORS].concat())
}

/// Who works on requests for an agent.
const AGENTS: &[Role] = &[Role::AgentEngineer, Role::AgentManager];
/// Who works on requests for the vendor.
pub const VENDORS: &[Role] = &[
    Role::SupportEngineer,
    Role::ProductTeam,
    Role::KeyAccountManager,
    Role::ServiceSpecialist,
    Role::ServiceManager,
];

/// Whether somebody works where the request is in hand.
#[must_use]
pub fn serves(request: &Request, person: &users::Card) -> bool {
    let has = |roles: &[Role]| person.roles.iter().any(|role| roles.contains(role));
    match request.holder {
        Holder::Agent => request.agent_id == Some(person.organisation) && has(AGENTS),
        Holder::ProductTeam => has(&[Role::ProductTeam]),
        Holder::Vendor | Holder::SpecialistCentre | Holder::Manufacturer => has(VENDORS),
    }
}
