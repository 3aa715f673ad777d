//! `/contracts`: the list with its file, one contract with what is left of it, the form of a draft, and the steps.

mod act;
mod export;
mod form;
mod list;
mod show;

pub use act::{accept, activate, cancel, end};
pub use export::{uses_xlsx, xlsx};
pub use form::{create, edit, new, save};
pub use list::list;
pub use show::show;

use crate::access::Page;
use crate::features::products::Desk;

const HERE: &str = "/contracts";

fn desk(page: &Page) -> Desk<'_> {
    Desk { services: &page.services, actor: &page.actor, now: page.now }
}

/// The name of a service in the reader's language; empty where the version in force does not know it.
fn service_name(page: &Page, code: &str) -> String {
    let policies = page.services.policies.current();
    let service = policies.at(page.now.0).ok().and_then(|policy| policy.catalogue.find(code));
    service.map_or_else(String::new, |service| service.name.for_locale(page.lang().tag()).to_string())
}

/// A profile of deadlines by its name in the reader's language.
fn profile_name(page: &Page, name: &str) -> String {
    let policies = page.services.policies.current();
    let profile = policies.at(page.now.0).ok().and_then(|policy| policy.sla.profile(name));
    profile.map_or(name, |profile| profile.name.for_locale(page.lang().tag())).to_string()
}
