//! The first steps of a new portal, for its administrator: what the set-up leaves to be done, each until it is done.

use serde::Serialize;

use crate::access::{Action, Page};
use crate::domain::record_words::Role;
use crate::error::Error;
use crate::features::{customers, organisations, users};
use crate::platform::db::Conn;

/// One step.
#[derive(Debug, Serialize)]
pub struct Step {
    label: String,
    help: String,
    href: String,
    done: bool,
}

/// The steps of somebody who sets the portal up; nothing for others, and nothing once all has been done.
///
/// # Errors
/// What the database answers.
pub fn first_steps(conn: &mut Conn, page: &Page) -> Result<Option<Vec<Step>>, Error> {
    let Ok(scope) = page.may(Action::ManageOrganisations) else { return Ok(None) };
    let (own, me) = (page.actor.organisation(), page.actor.user());
    let city = organisations::find(conn, own)?.is_some_and(|vendor| vendor.city.is_some());
    let agents = organisations::count(conn, &scope)? > 1;
    let customers = customers::count(conn, &page.may(Action::ViewCustomers)?)? > 0;
    let mut colleagues = true;
    for role in [Role::Reviewer, Role::Billing] {
        colleagues &= users::others_with(conn, own, role, me)? > 0;
    }
    let edit = format!("/organisations/{own}/edit");
    let steps = [
        ("organisation", edit.as_str(), city),
        ("colleagues", "/people/new", colleagues),
        // Nobody but a person knows whether that was done.
        ("policy", "/service-matrix", false),
        ("agents", "/organisations/new", agents),
        ("customers", "/customers/new", customers),
    ];
    if city && agents && customers && colleagues {
        return Ok(None);
    }
    let text = |key: String| page.services.texts.text(page.lang(), &key, &[]);
    let step = |(key, href, done): (&str, &str, bool)| Step {
        label: text(format!("home-step-{key}")),
        help: text(format!("home-step-help-{key}")),
        href: href.to_string(),
        done,
    };
    Ok(Some(steps.into_iter().map(step).collect()))
}
