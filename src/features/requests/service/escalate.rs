//! Handing a request on (2.3, 4.1): with what was tried; for the vendor the decision is made anew, and its own clock
//! starts.

use serde_json::json;

use crate::access::Action;
use crate::domain::request_words::{Holder, RequestEventKind, RequestStatus, Visibility};
use crate::domain::words::Outcome;
use crate::error::Error;
use crate::features::customers;
use crate::features::service_records::Judged;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::FaultCode;

use super::super::model::Request;
use super::super::rules::Side;
use super::super::{clocks, store, told};
use super::Desk;

/// What the matrix would say if the request were handed on to the vendor now; none where it is there already.
///
/// # Errors
/// `Forbidden` for those who do not serve it, `NotFound`, `Invalid` where the policy has no answer.
pub fn ahead(conn: &mut Conn, desk: &Desk<'_>, id: Id) -> Result<(Request, Option<Judged>), Error> {
    let (request, side) = desk.look(conn, id)?;
    if side != Side::Serving {
        return Err(Error::Forbidden("not_yours_to_serve"));
    }
    let judged = decided_for_vendor(conn, desk, &request)?;
    Ok((request, judged))
}

/// What the matrix says of the request once the vendor has it; none where it has it already.
///
/// # Errors
/// `Invalid` where the policy has no answer.
pub fn decided_for_vendor(
    conn: &mut Conn,
    desk: &Desk<'_>,
    request: &Request,
) -> Result<Option<Judged>, Error> {
    if request.holder != Holder::Agent {
        return Ok(None);
    }
    let paying = customers::paying(conn, desk.actor, request.customer_id)?;
    let product = desk.product(conn, request)?;
    desk.judged(conn, request, (&paying, product.as_ref()), true).map(Some)
}

/// Hands it on. The caller has found the state, the side and the reason good.
pub(super) fn escalate(
    conn: &mut Conn,
    desk: &Desk<'_>,
    mut request: Request,
    (reason, tried): (&str, &str),
) -> Result<Request, Error> {
    desk.actor.may(Action::WorkOnRequests)?;
    if tried.is_empty() {
        return Err(Error::field("tried", FaultCode::REQUIRED));
    }
    let from = (request.holder, request.status);
    let judged = decided_for_vendor(conn, desk, &request)?;
    if judged.as_ref().is_some_and(|judged| judged.decision.outcome == Outcome::NotProvided) {
        // Where the level is X the vendor does not come: the agent does it, or nobody (2.3).
        return Err(Error::field("to", FaultCode::new("not_provided")));
    }
    request.holder = request.holder.next().ok_or(Error::Conflict("nobody_to_escalate_to"))?;
    request.status = RequestStatus::New;
    (request.assignee_id, request.assignee_name) = (None, String::new());
    store::resume(conn, request.id, desk.now)?;
    if from.0 == Holder::Agent {
        request.escalated_at = Some(desk.now);
        request.reached_vendor = true;
        clocks::begin_vendor(conn, desk, &mut request)?;
    }
    clocks::go_on(conn, desk, &mut request)?;
    store::save(conn, &mut request, desk.now)?;
    let mut data = json!({
        "from": from.0, "to": request.holder, "status": from.1, "tried": tried,
    });
    if let Some(judged) = &judged {
        data["outcome"] = json!(judged.decision.outcome);
        data["estimate_fen"] = json!(judged.decision.estimate.as_ref().map(|estimate| estimate.total_fen));
        let judged = serde_json::to_value(judged)?;
        store::insert_decision(conn, request.id, request.holder, desk.now, &judged)?;
    }
    desk.line(conn, &request, RequestEventKind::Escalated, Visibility::Internal, (reason, data.clone()))?;
    // The customer hears that it was handed on, not what was said about it.
    let public =
        json!({ "step": "escalate", "from": from.1, "to": request.status, "holder": request.holder });
    desk.line(conn, &request, RequestEventKind::Moved, Visibility::Public, ("", public))?;
    desk.log(conn, &request, "request.escalate", (None, Some(json!({ "reason": reason, "data": data }))))?;
    told::escalated(conn, desk, &request)?;
    Ok(request)
}
