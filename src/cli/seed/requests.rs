//! The requests that the records of the load data answer: most are closed, one of twenty is open and owes something within
//! the days around now.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::access::Actor;
use crate::domain::ids::request_number;
use crate::domain::record_words::RecordStatus;
use crate::domain::request_words::{Holder, RequestKind, RequestStatus};
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::requests::{self, Request};
use crate::features::service_records::{Head, Judged};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::random;
use crate::platform::views::local_date;

/// Open requests owe something between this long ago and as long ahead.
const AROUND: TimeDelta = TimeDelta::days(3);

/// Writes the request that led to `head`; gives its id.
///
/// # Errors
/// What the database answers.
pub fn before(
    conn: &mut Conn,
    head: &Head,
    ((number, suffix), zone, now): ((u32, u32), chrono_tz::Tz, Moment),
    engineer: &Actor,
    judged: &Judged,
) -> Result<Option<Id>, Error> {
    let (Some(customer), Some(class)) = (head.customer, head.customer_class) else { return Ok(None) };
    let status = match head.status {
        RecordStatus::Draft => [
            RequestStatus::New,
            RequestStatus::Accepted,
            RequestStatus::InProgress,
            RequestStatus::WaitingCustomer,
        ][usize::try_from(number / 20 % 4).unwrap_or(0)],
        RecordStatus::Approved => RequestStatus::Closed,
        _ => RequestStatus::Resolved,
    };
    let open = status.is_open();
    let handed_on = head.escalated && class == ClientClass::EndUser;
    let at_agent = class == ClientClass::EndUser && !handed_on;
    let done = (!open).then_some(head.created_at);
    let taken = status != RequestStatus::New;
    let request = Request {
        id: random::id(head.reported_at),
        number: request_number(local_date(head.reported_at.0, zone), suffix),
        version: 1,
        kind: RequestKind::Fault,
        status,
        open,
        holder: if at_agent { Holder::Agent } else { Holder::Vendor },
        reached_vendor: !at_agent,
        severity: head.content.get("severity").and_then(Value::as_i64).and_then(|n| i32::try_from(n).ok()),
        customer_id: customer,
        customer_name: head.customer_name.clone(),
        customer_class: class,
        agent_id: head.agent,
        contact_id: None,
        raised_by: engineer.user(),
        service_code: head.service_code.clone().unwrap_or_default(),
        city: head.content.get("city").and_then(Value::as_str).unwrap_or_default().to_string(),
        assignee_id: taken.then(|| engineer.user()),
        assignee_name: if taken { engineer.name().to_string() } else { String::new() },
        profile: "response-system".into(),
        reported_at: head.reported_at,
        escalated_at: handed_on.then_some(head.reported_at),
        resolved_at: done,
        confirmed_at: done,
        ended_at: done.filter(|_| status == RequestStatus::Closed),
        record_since: head.reported_at,
        next_due_at: open.then(|| due(number, now)),
        updated_at: head.created_at,
        subject: head.summary.clone(),
        content: json!({ "channel": head.content.get("channel"), "serial": head.content.get("serial") }),
    };
    let version = judged.decision.policy_version;
    requests::insert_filed(conn, &request, engineer, &serde_json::to_value(judged)?, version)?;
    Ok(Some(request.id))
}

/// Evenly around now.
fn due(number: u32, now: Moment) -> Moment {
    let span = AROUND.num_seconds() * 2;
    now.plus(TimeDelta::seconds(i64::from(number) * 7919 % span) - AROUND)
}
