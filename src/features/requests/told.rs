//! Who hears what of a request (4.1, 5.10). Only people who see it are told.

use crate::domain::notice_words::NoticeKind;
use crate::domain::record_words::Role;
use crate::domain::request_flow::Step;
use crate::domain::request_words::{Holder, Visibility};
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::customers;
use crate::features::duty_rota::{self, OnCall};
use crate::features::notices::{self, Event, Object};
use crate::features::users::Whom;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::services::Services;

use super::model::Request;
use super::routing::Distance;
use super::rules::Side;
use super::service::Desk;

fn tell(
    conn: &mut Conn,
    (by, now): (Option<Id>, Moment),
    request: &Request,
    kind: NoticeKind,
    (occasion, to): (String, &[Whom]),
) -> Result<(), Error> {
    let event = Event {
        kind,
        by,
        object: Object { kind: "request", id: Some(request.id), number: &request.number },
        occasion,
        to,
        count: 1,
    };
    notices::tell(conn, now, &event)
}

/// Whoever works on it; where nobody does, those who hand out the work.
pub fn responsible(conn: &mut Conn, request: &Request) -> Result<Vec<Whom>, Error> {
    match request.assignee_id {
        Some(id) => Ok(vec![Whom::Person(id)]),
        None => dispatchers(conn, request),
    }
}

/// Those who hand out the work where the request is in hand.
pub fn dispatchers(conn: &mut Conn, request: &Request) -> Result<Vec<Whom>, Error> {
    Ok(match (request.holder, request.agent_id) {
        (Holder::Agent, Some(agent)) => {
            vec![Whom::Of(agent, Role::AgentManager), Whom::Of(agent, Role::AgentEngineer)]
        }
        (Holder::ProductTeam, _) => vec![Whom::All(Role::ProductTeam)],
        _ => {
            let mut desk = vec![Whom::All(Role::ServiceSpecialist)];
            if request.customer_class == ClientClass::KeyAccount {
                desk.extend(customers::account_manager(conn, request.customer_id)?.map(Whom::Person));
            }
            desk
        }
    })
}

/// Those one step up: an agent's managers, and the vendor's service managers, who see every request.
pub fn managers(request: &Request) -> Vec<Whom> {
    let mut up = vec![Whom::All(Role::ServiceManager)];
    if let (Holder::Agent, Some(agent)) = (request.holder, request.agent_id) {
        up.push(Whom::Of(agent, Role::AgentManager));
    }
    up
}

/// 技术专家小组, as far as its people see the request.
pub fn experts(request: &Request) -> Vec<Whom> {
    if request.reached_vendor {
        vec![Whom::All(Role::ProductTeam), Whom::All(Role::SupportEngineer)]
    } else {
        vec![]
    }
}

/// The customer's people: whom it concerns, and whoever raised it for the customer; once the vendor has it also the agent,
/// which speaks for its customer (2.3).
fn customer(request: &Request) -> Vec<Whom> {
    let mut to = match request.contact_id {
        Some(id) => vec![Whom::Person(id)],
        None if request.customer_class == ClientClass::Agent => vec![Whom::Person(request.raised_by)],
        None => vec![],
    };
    to.extend(partner(request));
    to
}

/// The people of the agent that handed it on: what its customer was promised stays its promise (2.3).
pub fn partner(request: &Request) -> Vec<Whom> {
    let handed_on = request.customer_class == ClientClass::EndUser && request.holder != Holder::Agent;
    match request.agent_id {
        Some(agent) if handed_on => {
            vec![Whom::Of(agent, Role::AgentManager), Whom::Of(agent, Role::AgentEngineer)]
        }
        _ => vec![],
    }
}

/// While the desk is closed, those on duty nearest to the site of what the vendor has in hand (3.6).
///
/// # Errors
/// What the database answers.
pub fn on_duty(
    conn: &mut Conn,
    services: &Services,
    request: &Request,
    now: Moment,
) -> Result<Vec<Id>, Error> {
    if request.holder == Holder::Agent {
        return Ok(vec![]);
    }
    let found = duty_rota::on_call(conn, services, now)?;
    let policies = services.policies.current();
    let cities = &policies.at(now.0).map_err(Error::internal)?.cities;
    let far = |one: &OnCall| Distance::between(cities, Some(&one.city), &request.city);
    let nearest = found.iter().map(far).min();
    Ok(found.iter().filter(|one| Some(far(one)) == nearest).map(|one| one.user).collect())
}

/// The same, to be told.
///
/// # Errors
/// What the database answers.
pub fn duty(
    conn: &mut Conn,
    services: &Services,
    request: &Request,
    now: Moment,
) -> Result<impl Iterator<Item = Whom> + use<>, Error> {
    Ok(on_duty(conn, services, request, now)?.into_iter().map(Whom::Person))
}

/// It was raised at `at`, or given to them by `by`.
pub fn raised(
    conn: &mut Conn,
    services: &Services,
    request: &Request,
    (by, at, now): (Id, Moment, Moment),
) -> Result<(), Error> {
    let mut to = dispatchers(conn, request)?;
    to.extend(duty(conn, services, request, at)?);
    tell(conn, (Some(by), now), request, NoticeKind::RequestRaised, ("1".into(), &to))
}

/// Somebody was given it.
pub fn assigned(conn: &mut Conn, desk: &Desk<'_>, request: &Request) -> Result<(), Error> {
    let to = responsible(conn, request)?;
    let by = (Some(desk.actor.user()), desk.now);
    tell(conn, by, request, NoticeKind::RequestAssigned, (request.version.to_string(), &to))
}

/// It was handed on.
pub fn escalated(conn: &mut Conn, desk: &Desk<'_>, request: &Request) -> Result<(), Error> {
    let by = (Some(desk.actor.user()), desk.now);
    let mut to = dispatchers(conn, request)?;
    to.extend(managers(request));
    to.extend(duty(conn, desk.services, request, desk.now)?);
    tell(conn, by, request, NoticeKind::RequestEscalated, (request.version.to_string(), &to))?;
    tell(conn, by, request, NoticeKind::RequestMoved, (request.version.to_string(), &customer(request)))
}

/// Somebody wrote.
pub fn said(
    conn: &mut Conn,
    desk: &Desk<'_>,
    request: &Request,
    (line, visibility): (Id, Visibility),
    side: Side,
) -> Result<(), Error> {
    let mut to = responsible(conn, request)?;
    if visibility == Visibility::Public && side != Side::Customer {
        to.extend(customer(request));
    }
    let by = (Some(desk.actor.user()), desk.now);
    tell(conn, by, request, NoticeKind::RequestMessage, (line.to_string(), &to))
}

/// It moved.
pub fn moved(conn: &mut Conn, desk: &Desk<'_>, request: &Request, step: Step) -> Result<(), Error> {
    let by = (Some(desk.actor.user()), desk.now);
    let to = match step {
        Step::Resume | Step::Reopen | Step::Confirm | Step::Close | Step::Cancel => {
            let mut to = responsible(conn, request)?;
            to.extend(customer(request));
            to
        }
        Step::Start => return Ok(()),
        _ => customer(request),
    };
    tell(conn, by, request, NoticeKind::RequestMoved, (request.version.to_string(), &to))
}

/// What is done about a claim was decided.
pub fn remedied(conn: &mut Conn, desk: &Desk<'_>, request: &Request) -> Result<(), Error> {
    let by = (Some(desk.actor.user()), desk.now);
    tell(conn, by, request, NoticeKind::ClaimDecided, (request.version.to_string(), &customer(request)))
}

/// It was closed because it was confirmed and its record came in.
pub fn closed(conn: &mut Conn, request: &Request, now: Moment) -> Result<(), Error> {
    let mut to = responsible(conn, request)?;
    to.extend(customer(request));
    tell(conn, (None, now), request, NoticeKind::RequestMoved, (request.version.to_string(), &to))
}

/// A deadline comes near or has passed; `occasion` names the timer, so that it is told once.
pub fn due(
    conn: &mut Conn,
    request: &Request,
    kind: NoticeKind,
    (occasion, to, now): (String, &[Whom], Moment),
) -> Result<(), Error> {
    tell(conn, (None, now), request, kind, (occasion, to))
}
