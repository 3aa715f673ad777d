//! A prospect without an agent (2.3): the vendor's desk answers it, and gives it to the nearest agent.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::access::Action;
use crate::domain::request_words::{Holder, RequestEventKind, RequestStatus, Visibility};
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::{customers, organisations};
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness, FaultCode, Field};
use crate::platform::web::incoming::IfMatch;

use super::super::model::Request;
use super::super::service::Desk;
use super::super::{clocks, rules, store, told};
use super::Distance;

/// The body that gives a prospect to an agent.
pub const AGENT: &[Field] = &[Field::id("agent_id").required(), Field::text("reason", 500).wide()];

/// An agent for a prospect.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AgentCandidate {
    /// The agent.
    pub agent_id: Id,
    /// By name.
    pub name: String,
    /// Where it is.
    pub city: Option<String>,
    /// How far that is from the site.
    pub distance: Distance,
}

/// The agents in use, the nearest first. The caller has the request in sight and may say whose customers are.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Conflict` where the customer has an agent or needs none.
pub fn agents(conn: &mut Conn, desk: &Desk<'_>, id: Id) -> Result<Vec<AgentCandidate>, Error> {
    let request = prospects(conn, desk, id)?;
    nearest(conn, desk, &request)
}

fn prospects(conn: &mut Conn, desk: &Desk<'_>, id: Id) -> Result<Request, Error> {
    let scope = desk.actor.may(Action::RouteProspects)?;
    let request = store::find(conn, &scope, id)?;
    is_prospects(&request)?;
    Ok(request)
}

fn is_prospects(request: &Request) -> Result<(), Error> {
    let without = request.customer_class == ClientClass::EndUser && request.agent_id.is_none();
    if without { Ok(()) } else { Err(Error::Conflict("has_an_agent")) }
}

fn nearest(conn: &mut Conn, desk: &Desk<'_>, request: &Request) -> Result<Vec<AgentCandidate>, Error> {
    let policies = desk.services.policies.current();
    let cities = &policies.at(desk.now.0).map_err(Error::internal)?.cities;
    let one = |agent: organisations::Place| AgentCandidate {
        distance: Distance::between(cities, agent.city.as_deref(), &request.city),
        agent_id: agent.id,
        name: agent.name,
        city: agent.city,
    };
    let mut found: Vec<AgentCandidate> =
        organisations::agents_with_cities(conn)?.into_iter().map(one).collect();
    found.sort_by_key(|agent| agent.distance);
    Ok(found)
}

/// Makes the prospect the customer of an agent and hands the request to it. Another agent than the nearest needs a
/// reason.
///
/// # Errors
/// `Forbidden`, `NotFound`, `PreconditionRequired`, `Stale`, `Conflict`, `Invalid`.
pub fn hand_to(
    conn: &mut Conn,
    desk: &Desk<'_>,
    (id, expected): (Id, IfMatch),
    body: &Value,
) -> Result<Request, Error> {
    let scope = desk.actor.may(Action::RouteProspects)?;
    let (mut request, _) = desk.open(conn, id)?;
    store::find(conn, &scope, id)?;
    expected.check(request.version)?;
    is_prospects(&request)?;
    rules::editable(&request)?;
    let fields = fields::check(AGENT, body, Completeness::Complete).map_err(Error::Invalid)?;
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let agents = nearest(conn, desk, &request)?;
    let chosen: Option<Id> = text("agent_id").parse().ok();
    let agent = agents.iter().find(|agent| Some(agent.agent_id) == chosen);
    let agent = agent.ok_or_else(|| Error::field("agent_id", FaultCode::NOT_FOUND))?;
    let best = agents.first().map_or(agent.distance, |first| first.distance);
    if agent.distance != best && text("reason").is_empty() {
        return Err(Error::field("reason", FaultCode::REQUIRED));
    }
    customers::give_to_agent(conn, desk.actor, request.customer_id, agent.agent_id, desk.now)?;
    request.agent_id = Some(agent.agent_id);
    request.holder = Holder::Agent;
    request.status = RequestStatus::New;
    (request.assignee_id, request.assignee_name) = (None, String::new());
    // Nothing of it concerns the vendor any more, until the agent hands it on.
    request.reached_vendor = false;
    store::resume(conn, request.id, desk.now)?;
    clocks::go_on(conn, desk, &mut request)?;
    store::save(conn, &mut request, desk.now)?;
    let paying = customers::paying(conn, desk.actor, request.customer_id)?;
    let product = desk.product(conn, &request)?;
    let judged = desk.judged(conn, &request, (&paying, product.as_ref()), false)?;
    let judged = serde_json::to_value(judged)?;
    store::insert_decision(conn, request.id, request.holder, desk.now, &judged)?;
    let data = json!({ "from": "", "to": agent.name, "distance": agent.distance });
    desk.line(conn, &request, RequestEventKind::Assigned, Visibility::Public, ("", data.clone()))?;
    if !text("reason").is_empty() {
        // Why it is not the nearest is for the serving side.
        let line = (text("reason"), data.clone());
        desk.line(conn, &request, RequestEventKind::Assigned, Visibility::Internal, line)?;
    }
    desk.log(conn, &request, "request.assign", (None, Some(data)))?;
    told::raised(conn, desk.services, &request, (desk.actor.user(), desk.now, desk.now))?;
    Ok(request)
}
