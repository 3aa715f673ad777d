//! The calendars in use and the holidays of each year (3.1): those shipped with the policy, and in their place those that an
//! administrator imported.
//!
//! Invariant: imports are only ever added; the last one of a year is in force on every instance a few seconds later. What
//! was promised before keeps its deadline.

pub mod api;
mod in_force;
mod model;
pub mod pages;
mod service;
mod store;

pub use in_force::{WATCH, in_force, take_up};

use crate::access::Page;
use crate::domain::holiday_effect::{Missing, missing};
use crate::error::Error;

/// The years without holidays that deadlines need now or soon.
///
/// # Errors
/// `Internal` where no policy is in force.
pub fn missing_years(page: &Page) -> Result<Vec<Missing>, Error> {
    let policies = page.services.policies.current();
    let policy = policies.at(page.now.0).map_err(Error::internal)?;
    Ok(missing(policy.sla.holidays(), policy.local_date(page.now.0)))
}
