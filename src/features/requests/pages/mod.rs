//! `/requests` (4.1, 8.4): the queues, raising a request, one request with its timeline, handing it on. Every page works
//! without JavaScript and goes through the same use-cases as the API.

mod act;
mod bulk;
mod choices;
mod claim;
mod deadlines;
mod due;
mod edit;
mod enclosed;
mod escalate;
mod foresee;
mod form;
mod list;
mod new;
mod paper;
mod show;
mod steps;
mod timeline;

pub use act::{assign, message, note, promise, remedy, step};
pub use bulk::assign_many;
pub use edit::{edit, save};
pub use escalate::{ask, escalate};
pub use foresee::entitlement;
pub use list::{Row, list};
pub use new::{create, new};
pub use paper::pdf;
pub use show::show;

use crate::access::Page;
use crate::domain::policy::{Policy, PolicySet};
use crate::error::Error;
use crate::platform::web::problem;

use super::service::Desk;

const HERE: &str = "/requests";

fn desk(page: &Page) -> Desk<'_> {
    Desk { services: &page.services, actor: &page.actor, now: page.now }
}

fn in_force<'a>(policies: &'a PolicySet, page: &Page) -> Result<&'a Policy, Error> {
    policies.at(page.now.0).map_err(|_| Error::internal("no policy is in force"))
}

/// Why something was not done, in words, where the page can go on with it; anything else is passed on.
fn obstacle(page: &Page, fault: Error) -> Result<(u16, String), Error> {
    match fault {
        Error::Stale
        | Error::PreconditionRequired
        | Error::Conflict(_)
        | Error::Taken(..)
        | Error::Forbidden("not_yours_to_serve") => {
            // A browser does not send `If-Match`; whoever lacks it has an old page in front of them.
            let fault = if matches!(fault, Error::PreconditionRequired) { Error::Stale } else { fault };
            Ok((fault.status(), problem::detail(&fault, page.lang(), &page.services.texts)))
        }
        other => Err(other),
    }
}
