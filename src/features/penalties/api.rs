//! `/requests/{id}/outage` (3.4).

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::features::credits::Credit;
use crate::platform::fields::REASON;
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::outage;

/// `POST /requests/{id}/outage` `{reason}`.
///
/// # Errors
/// 403, 404; 409 where no contract says anything of it, it was proposed already or the cap is reached; 422 without a reason.
pub async fn state_outage(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::GiveCredits)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let credit = outage::propose(conn, &call.services, &call.actor, call.now, id, &call.body)?;
        let location = format!("/api/v1/credits/{}", credit.id);
        Ok(Answer::created(&credit, location)?.version(credit.version))
    })
    .await
}

/// What this call is.
pub fn describe(docs: &mut Docs) {
    let title = "Propose the penalty for an outage that stopped the customer's production";
    docs.add(Doc::post("/api/v1/requests/{id}/outage", "requests", title).body(REASON).creates::<Credit>());
}
