//! The queues that people work through.

use std::collections::BTreeMap;

use chrono::Days;

use crate::access::{Actor, Page, Scope};
use crate::domain::record_words::Role;
use crate::domain::request_words::Holder;
use crate::error::Error;
use crate::platform::db::{Conn, Moment};
use crate::platform::services::Services;
use crate::platform::views::{local_date, midnight};

use super::model::QUEUES;
use super::store::{self, Desk};

/// What the queues of `actor` depend on.
#[must_use]
pub fn desk(actor: &Actor, services: &Services, now: Moment) -> Desk {
    let zone = services.settings.time_zone;
    let tomorrow = local_date(now.0, zone).checked_add_days(Days::new(1));
    let midnight = tomorrow.and_then(|day| midnight(day, zone)).unwrap_or(now);
    Desk { now, midnight, holders: holders(actor) }
}

/// Where those stand in the chain who work like `actor`.
fn holders(actor: &Actor) -> Vec<Holder> {
    if !actor.is_vendor() {
        return vec![Holder::Agent];
    }
    let is = |role| actor.roles().contains(&role);
    let mut holders = Vec::new();
    if is(Role::SupportEngineer) || is(Role::KeyAccountManager) {
        holders.push(Holder::Vendor);
    }
    if is(Role::ServiceSpecialist) || is(Role::ServiceManager) {
        holders.extend([Holder::Vendor, Holder::SpecialistCentre, Holder::Manufacturer]);
    }
    if is(Role::ProductTeam) {
        holders.push(Holder::ProductTeam);
    }
    holders
}

/// Nobody counts further than this: a badge says "99+".
pub const MOST: i64 = 100;

/// How many requests stand in one queue of somebody in front of a page, counted no further than 100.
///
/// # Errors
/// What the database answers.
pub fn waiting(conn: &mut Conn, scope: &Scope, page: &Page, name: &str) -> Result<usize, Error> {
    store::count(conn, scope, name, &desk(&page.actor, &page.services, page.now), MOST)
}

/// A count as a badge shows it: nothing, the number, or that there are more than one counts.
#[must_use]
pub fn counted(count: usize) -> Option<String> {
    match count {
        0 => None,
        1..100 => Some(count.to_string()),
        _ => Some("99+".to_string()),
    }
}

/// How many requests stand in each queue, counted no further than 100.
///
/// # Errors
/// What the database answers.
pub fn counts(conn: &mut Conn, scope: &Scope, desk: &Desk) -> Result<BTreeMap<&'static str, usize>, Error> {
    QUEUES.iter().map(|name| Ok((*name, store::count(conn, scope, name, desk, MOST)?))).collect()
}
