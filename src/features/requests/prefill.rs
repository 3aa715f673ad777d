//! What a service record begins with where it tells of the work of a request (4.1): everything that is known.

use serde_json::{Map, Value, json};

use crate::access::{Action, Actor};
use crate::domain::request_words::RequestStatus;
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::service_records::{self, Form, Head, RecordRow, Work};
use crate::features::{fault_records, pre_sale_reports};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FieldFault};

use super::clocks;
use super::model::Request;
use super::rules::{self, Side};
use super::service::Desk;
use super::store;

/// The form of the record that a request of this code owes (2.3); none where there is no such form here.
#[must_use]
pub fn form_of(service_code: &str) -> Option<&'static Form> {
    let forms = [&fault_records::FORM, &pre_sale_reports::FORM];
    forms.into_iter().find(|form| {
        form.fields.iter().any(|field| {
            field.name == "service_code"
                && matches!(field.kind, fields::Kind::Choice(codes) if codes.contains(&service_code))
        })
    })
}

/// What is known of a request in sight, as far as `form` asks for it.
///
/// # Errors
/// `NotFound`; what the database answers.
pub fn prefill(
    conn: &mut Conn,
    actor: &Actor,
    form: &'static Form,
    id: Id,
) -> Result<Map<String, Value>, Error> {
    let scope = actor.may(Action::ViewRequests)?;
    let request = store::find(conn, &scope, id)?;
    known(conn, actor, form, &request)
}

fn known(
    conn: &mut Conn,
    actor: &Actor,
    form: &'static Form,
    request: &Request,
) -> Result<Map<String, Value>, Error> {
    let said = request.fields();
    let text = |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default();
    let symptom = [request.subject.as_str(), text("description")].join("\n");
    // The vendor did the work after escalation; what the agent files is its own.
    let escalated =
        actor.is_vendor() && request.escalated_at.is_some() && request.customer_class == ClientClass::EndUser;
    let clock = if escalated { clocks::VENDOR } else { clocks::CUSTOMER };
    let targets = store::targets(conn, request.id)?;
    let responded = targets.iter().filter(|target| target.kind == "respond" && target.clock == clock);
    let reported_at = if escalated { request.escalated_at } else { Some(request.reported_at) };
    let mut body = json!({
        "request_id": request.id,
        "customer_id": request.customer_id,
        "contact": said.get("contact"),
        "service_code": request.service_code,
        "city": request.city,
        "site_address": said.get("site_address"),
        "escalated": escalated.then_some(true),
        "product": said.get("product"),
        "serial": said.get("serial"),
        "severity": request.severity,
        "reported_at": reported_at,
        "channel": said.get("channel"),
        "symptom": symptom.trim(),
        "responded_at": responded.filter_map(|target| target.met_at).min(),
        "restored_at": request.resolved_at,
        "engineers": request.assignee_id.map(|_| vec![&request.assignee_name]),
    });
    let body = body.as_object_mut().map(std::mem::take).unwrap_or_default();
    let asked = |name: &str| form.fields.iter().any(|field| field.name == name);
    Ok(fitting(form, body.into_iter().filter(|(name, value)| asked(name) && !value.is_null()).collect()))
}

/// What the form takes of it: a field that breaks its rules is left to be filled in.
fn fitting(form: &'static Form, mut body: Map<String, Value>) -> Map<String, Value> {
    for _ in 0..=form.fields.len() {
        let faults: Vec<FieldFault> =
            match fields::check(form.fields, &Value::Object(body.clone()), Completeness::Draft) {
                Ok(content) => return content,
                Err(faults) => faults,
            };
        for fault in faults {
            body.remove(fault.path.split('.').next().unwrap_or_default());
        }
    }
    Map::new()
}

/// Begins the record of a request: a draft with everything that is known.
///
/// # Errors
/// `NotFound`, `Forbidden` for those who do not serve it, `Conflict` where the code has no form here.
pub fn begin_record(conn: &mut Conn, desk: &Desk<'_>, id: Id) -> Result<Head, Error> {
    desk.actor.may(Action::WriteRecords)?;
    let (request, side) = desk.look(conn, id)?;
    if !matches!(side, Side::Serving | Side::Partner) {
        return Err(Error::Forbidden("not_yours_to_serve"));
    }
    let form = form_of(&request.service_code).ok_or(Error::Conflict("no_record_form"))?;
    let body = known(conn, desk.actor, form, &request)?;
    let work = Work { services: desk.services, actor: desk.actor, now: desk.now, form };
    service_records::create(conn, &work, &Value::Object(body))
}

/// The records of the work of a request that the actor sees, newest first. Two statements.
///
/// # Errors
/// `Forbidden`, `NotFound`; what the database answers.
pub fn records_of(conn: &mut Conn, actor: &Actor, id: Id, now: Moment) -> Result<Vec<RecordRow>, Error> {
    let request = store::find(conn, &actor.may(Action::ViewRequests)?, id)?;
    let Ok(scope) = actor.may(Action::ViewRecords) else { return Ok(vec![]) };
    let found = service_records::of_request(conn, &scope, request.id)?;
    Ok(found.into_iter().map(|row| RecordRow::new(row, actor, &scope, now)).collect())
}

/// Where a record of the request can be begun by hand, for whoever serves it and unless it was given up; the text of the button is
/// `request-begin-record`.
#[must_use]
pub fn record_href(actor: &Actor, request: &Request) -> Option<String> {
    let serves = matches!(rules::side(actor, request), Side::Serving | Side::Partner)
        && request.status != RequestStatus::Cancelled;
    let form = form_of(&request.service_code).filter(|_| serves && actor.can(Action::WriteRecords))?;
    Some(format!("{}/new?request={}", form.path, request.id))
}
