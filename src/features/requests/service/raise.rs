//! Raising a request (4.1): checked, decided by the matrix, its clocks started, the right people told.

use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use crate::access::{Action, Actor};
use crate::domain::ids::request_number;
use crate::domain::record_words::Channel;
use crate::domain::request_words::{Holder, RequestEventKind, RequestKind, RequestStatus, Visibility};
use crate::domain::words::{ClientClass, Outcome, Refusal};
use crate::error::Error;
use crate::features::attachments::Incoming;
use crate::features::service_records::Judged;
use crate::features::{customers, users};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode, FieldFault};
use crate::platform::random;
use crate::platform::views::local_date;

use super::super::files::enclose;
use super::super::model::{FIELDS, Request, RequestEvent};
use super::super::store::{Target, Waiting};
use super::super::{clocks, store};
use super::{Desk, remedy};

/// Clocks of people differ a little; a moment may be this far ahead of ours.
const AHEAD: TimeDelta = TimeDelta::minutes(5);
/// The fields with a column of their own; the rest is the content.
const COLUMNS: &[&str] =
    &["customer_id", "kind", "subject", "service_code", "severity", "city", "reported_at", "profile"];

/// A request as it was just raised, with what was written beside it, so that nobody reads it again to answer.
pub struct Raised {
    /// The request.
    pub request: Request,
    /// What the matrix said.
    pub judged: Judged,
    /// What was promised.
    pub targets: Vec<Target>,
    /// The beginning of its timeline.
    pub event: RequestEvent,
}

/// Raises a request. Who hands out the work hears of it from the watch, within a second.
///
/// # Errors
/// `Invalid` naming every field at fault; the matrix's too.
pub fn raise(conn: &mut Conn, desk: &Desk<'_>, body: &Value) -> Result<Raised, Error> {
    raise_with(conn, desk, body, &[])
}

/// Raises a request with files.
///
/// # Errors
/// As [`raise`].
pub fn raise_with(
    conn: &mut Conn,
    desk: &Desk<'_>,
    body: &Value,
    files: &[Incoming],
) -> Result<Raised, Error> {
    desk.actor.may(Action::WorkOnRequests)?;
    let body = with_own_customer(conn, desk, body)?;
    let fields = fields::check(FIELDS, &body, Completeness::Complete).map_err(Error::Invalid)?;
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let id: Option<Id> = text("customer_id").and_then(|id| id.parse().ok());
    let id = id.ok_or_else(|| Error::field("customer_id", FaultCode::REQUIRED))?;
    // Nothing can have been answered before it was reported: by a clock that is fast it was reported now.
    let said_at = text("reported_at").and_then(|at| at.parse().ok()).unwrap_or(desk.now);
    let reported_at = said_at.min(desk.now);
    let day = local_date(reported_at.0, desk.services.settings.time_zone);
    let (paying, agreed) = customers::asking(conn, desk.actor, id, day)?;
    let customer = &paying.customer;
    let kind: RequestKind = text("kind")
        .and_then(|kind| kind.parse().ok())
        .ok_or_else(|| Error::field("kind", FaultCode::REQUIRED))?;
    let severity = fields.get("severity").and_then(Value::as_i64).and_then(|n| i32::try_from(n).ok());
    check(desk, &fields, kind, said_at)?;
    let channel = channel(desk.actor, text("channel"));
    let contact = contact(conn, desk, customer, &fields)?;
    let holder = holder(customer);
    let mut content: Map<String, Value> =
        fields.iter().filter(|(name, _)| !COLUMNS.contains(&name.as_str())).map(owned).collect();
    content.insert("channel".into(), json!(channel));
    let mut request = Request {
        id: random::id(desk.now),
        number: number(desk),
        version: 1,
        kind,
        status: RequestStatus::New,
        open: true,
        holder,
        reached_vendor: holder != Holder::Agent,
        severity,
        customer_id: customer.id,
        customer_name: customer.name.clone(),
        customer_class: customer.class,
        agent_id: customer.agent_id,
        contact_id: contact,
        raised_by: desk.actor.user(),
        service_code: text("service_code").unwrap_or_else(|| usual_code(customer, channel)).to_string(),
        city: text("city").unwrap_or(&customer.city).to_string(),
        assignee_id: None,
        assignee_name: String::new(),
        profile: String::new(),
        reported_at,
        escalated_at: None,
        resolved_at: None,
        confirmed_at: None,
        ended_at: None,
        record_since: reported_at,
        next_due_at: None,
        updated_at: desk.now,
        subject: text("subject").unwrap_or_default().to_string(),
        content: Value::Object(content),
    };
    let product = desk.product(conn, &request)?;
    let judged = desk.judged(conn, &request, (&paying, product.as_ref()), false)?;
    offered(&judged)?;
    request.profile = match text("profile") {
        Some(named) => clocks::known(desk.services, named)?,
        None => {
            let by_contract = match &product {
                Some(_) => clocks::by_contract(conn, desk, &request, product.as_ref())?,
                None => agreed.filter(|_| kind == RequestKind::Fault),
            };
            let own = customer.sla_profile.as_deref();
            clocks::profile(desk.services, &request, by_contract.as_deref(), own)
        }
    };
    let targets = clocks::promised(desk.services, &request, clocks::CUSTOMER, &[])?;
    request.next_due_at = clocks::earliest(&targets);
    store::insert(conn, &request)?;
    store::insert_decision(conn, request.id, holder, desk.now, &serde_json::to_value(&judged)?)?;
    let also: &[Waiting] = &[(None, "raised", desk.now)];
    let of_customer = (&request, clocks::CUSTOMER);
    let targets = clocks::write(conn, desk.services, of_customer, &targets, (desk.now, also))?;
    let data = json!({ "channel": channel, "outcome": judged.decision.outcome, "holder": holder });
    let kind = RequestEventKind::Raised;
    let line = desk.line(conn, &request, kind, Visibility::Public, ("", data.clone()))?;
    desk.log(conn, &request, "request.raise", (None, Some(Value::Object(fields.clone()))))?;
    enclose(conn, desk, &request, (line, Visibility::Public), files)?;
    let event = RequestEvent {
        id: line,
        at: desk.now,
        kind,
        visibility: Visibility::Public,
        actor_id: Some(desk.actor.user()),
        actor_name: desk.actor.name().to_string(),
        actor_organisation: desk.actor.organisation_name().to_string(),
        body: String::new(),
        data,
    };
    Ok(Raised { request, judged, targets, event })
}

/// Whether the catalogue offers the service to the class at all.
///
/// # Errors
/// `Invalid` naming `service_code`.
pub(super) fn offered(judged: &Judged) -> Result<(), Error> {
    match (judged.decision.outcome, judged.decision.reason) {
        (Outcome::NotProvided, Some(Refusal::Catalogue)) => {
            Err(Error::field("service_code", FaultCode::new("not_offered")))
        }
        _ => Ok(()),
    }
}

fn owned((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

/// Somebody who comes from a company with one customer row need not say which it is.
fn with_own_customer(conn: &mut Conn, desk: &Desk<'_>, body: &Value) -> Result<Value, Error> {
    let mut body = body.clone();
    let comes_from_customer =
        matches!(desk.actor.class(), Some(ClientClass::EndUser | ClientClass::KeyAccount));
    if let (true, Some(fields)) = (comes_from_customer, body.as_object_mut())
        && fields.get("customer_id").is_none_or(Value::is_null)
    {
        let scope = desk.actor.may(Action::ViewCustomers)?;
        if let [only] = customers::options(conn, &scope, "", 2)?.as_slice() {
            fields.insert("customer_id".into(), json!(only.id));
        }
    }
    Ok(body)
}

/// What the table of fields cannot say.
fn check(
    desk: &Desk<'_>,
    fields: &Map<String, Value>,
    kind: RequestKind,
    reported_at: Moment,
) -> Result<(), Error> {
    let mut faults = remedy::kind_faults(kind, fields);
    if reported_at > desk.now.plus(AHEAD) {
        faults.push(FieldFault::new("reported_at", FaultCode::new("in_future")));
    }
    if fields.contains_key("profile") && !desk.actor.is_vendor() {
        faults.push(FieldFault::new("profile", FaultCode::new("not_allowed")));
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// People who come here themselves come by the web; the desk mostly takes calls.
#[must_use]
pub fn channel(actor: &Actor, said: Option<&str>) -> Channel {
    let usual = if actor.is_vendor() { Channel::Phone } else { Channel::Web };
    said.and_then(|word| word.parse().ok()).unwrap_or(usual)
}

/// The service that is meant where nobody says which: advice, by the way it was asked for.
#[must_use]
pub fn usual_code(customer: &customers::Customer, channel: Channel) -> &'static str {
    match channel {
        _ if customer.class == ClientClass::EndUser && customer.agent_id.is_none() => "SPSR002",
        Channel::Phone | Channel::Fax | Channel::Visit | Channel::Callback => "SASR008",
        Channel::Mail => "SASR010",
        Channel::Web | Channel::Chat | Channel::Inspection => "SASR009",
    }
}

/// Who serves it first (2.3).
fn holder(customer: &customers::Customer) -> Holder {
    match (customer.class, customer.agent_id) {
        (ClientClass::EndUser, Some(_)) => Holder::Agent,
        _ => Holder::Vendor,
    }
}

/// The person of the customer whom it concerns: who raised it, or the account with the contact's address.
fn contact(
    conn: &mut Conn,
    desk: &Desk<'_>,
    customer: &customers::Customer,
    fields: &Map<String, Value>,
) -> Result<Option<Id>, Error> {
    let Some(organisation) = customer.organisation_id else { return Ok(None) };
    if desk.actor.organisation() == organisation {
        return Ok(Some(desk.actor.user()));
    }
    let email = fields.get("contact").and_then(|contact| contact.get("email")).and_then(Value::as_str);
    match email {
        Some(email) => users::with_email(conn, organisation, email),
        None => Ok(None),
    }
}

/// Six random digits tell nobody how much work there is (4.1). One that is taken is found out when it is written, and
/// another drawn.
fn number(desk: &Desk<'_>) -> String {
    request_number(local_date(desk.now.0, desk.services.settings.time_zone), random::suffix())
}
