//! The button on the page of a request.

use actix_web::{HttpRequest, HttpResponse};

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::platform::web::flash::{self, Tone};

use super::outage;

/// `POST /requests/{id}/outage`: goes on to the proposal, or back to the request and says why not.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn state_outage(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::GiveCredits)?;
    let id = path_id(&request)?;
    let made = page
        .write(move |conn, page| {
            outage::propose(conn, &page.services, &page.actor, page.now, id, &page.reason())
        })
        .await;
    match made {
        Ok(credit) => {
            let path = format!("/billing/credits/{}", credit.id);
            Ok(flash::redirect(&path, Tone::Good, "credit-proposed"))
        }
        Err(fault) => {
            let why = match &fault {
                Error::Conflict("penalty_proposed_already") => "penalty-proposed-already",
                Error::Conflict("penalty_cap_reached") => "penalty-cap-reached",
                _ => "penalty-not-agreed",
            };
            flash::back(&format!("/requests/{id}"), Err(fault), (why, "penalty-outage-unsaid"))
        }
    }
}
