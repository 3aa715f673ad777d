//! Who stands where with a request, and which of its moves are open to them (4.1, chapter 7). Pure.

use chrono::TimeDelta;

use crate::access::Actor;
use crate::domain::request_flow::{By, Move, Step};
use crate::domain::request_words::{Holder, RequestStatus};
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::platform::db::Moment;

use super::model::Request;

/// For so long after `resolved` the customer can reopen; silence for so long confirms (4.1).
pub const CONFIRMED_AFTER: TimeDelta = TimeDelta::days(7);

/// Where somebody stands with a request that they see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Asked for it.
    Customer,
    /// Has it in hand.
    Serving,
    /// The agent that handed it on: it speaks for its customer and hears the vendor.
    Partner,
    /// Vendor's staff who look at what an agent has in hand.
    Onlooker,
}

/// Where `actor` stands with `request`.
#[must_use]
pub fn side(actor: &Actor, request: &Request) -> Side {
    match (actor.class(), request.holder) {
        (None, Holder::Agent) => Side::Onlooker,
        (None, _) => Side::Serving,
        (Some(ClientClass::Agent), _) if request.customer_class == ClientClass::Agent => Side::Customer,
        (Some(ClientClass::Agent), Holder::Agent) => Side::Serving,
        (Some(ClientClass::Agent), _) => Side::Partner,
        (Some(_), _) => Side::Customer,
    }
}

/// Whether somebody on this side reads what is internal to the serving side.
#[must_use]
pub fn reads_internal(side: Side) -> bool {
    side != Side::Customer
}

/// Whether a move is open to this side at all. Whoever serves also says what the customer told them; then `on_behalf`.
///
/// # Errors
/// `Forbidden`.
pub fn allowed(side: Side, by: By) -> Result<OnBehalf, Error> {
    match (side, by) {
        (Side::Serving, By::Serving | By::Either) | (Side::Customer, By::Customer | By::Either) => {
            Ok(OnBehalf(false))
        }
        (Side::Serving, By::Customer) | (Side::Partner, By::Customer | By::Either) => Ok(OnBehalf(true)),
        _ => Err(Error::Forbidden("not_yours_to_serve")),
    }
}

/// Whether a move is made in the name of the customer, which needs a word about who said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnBehalf(pub bool);

/// Whether the state lets a move happen at `now`.
///
/// # Errors
/// `Conflict` naming why not.
pub fn possible(request: &Request, row: &Move, now: Moment) -> Result<(), Error> {
    if !row.from.contains(&request.status) {
        return Err(Error::Conflict("request_not_in_state"));
    }
    match row.step {
        Step::Confirm if request.confirmed_at.is_some() => Err(Error::Conflict("already_confirmed")),
        Step::Reopen if now > until(request) => Err(Error::Conflict("reopen_too_late")),
        Step::Escalate if request.holder.next().is_none() => Err(Error::Conflict("nobody_to_escalate_to")),
        _ => Ok(()),
    }
}

/// Until when a resolved request can be reopened.
#[must_use]
pub fn until(request: &Request) -> Moment {
    request.resolved_at.unwrap_or(request.updated_at).plus(CONFIRMED_AFTER)
}

/// The steps that are open to somebody on `side`, for the buttons of a page.
#[must_use]
pub fn steps(request: &Request, side: Side, now: Moment) -> Vec<&'static Move> {
    let open = |row: &&Move| allowed(side, row.by).is_ok() && possible(request, row, now).is_ok();
    crate::domain::request_flow::TABLE.iter().filter(open).collect()
}

/// What a request can still be changed in: while it is not over.
///
/// # Errors
/// `Conflict`.
pub fn editable(request: &Request) -> Result<(), Error> {
    match request.status {
        RequestStatus::Closed | RequestStatus::Cancelled => Err(Error::Conflict("request_is_over")),
        _ => Ok(()),
    }
}
