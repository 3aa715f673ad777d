//! What an approval takes from the allowances of contracts, and gives back where a correction takes the place of what it took.
//!
//! Invariant: called in the transaction of the approval; the row of the service is taken first, so of two approvals at once
//! that both want the last visit one finds it gone.

use serde_json::json;

use crate::access::Actor;
use crate::access::audit::{self, Entry};
use crate::error::Error;
use crate::features::charges::Source;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::random;

use super::model::stored;
use super::store::{self, UseRow};

/// Gives back what earlier revisions used, and takes what this one uses.
///
/// # Errors
/// `Conflict` where the visits are used up meanwhile, or the contract does not hold any more; nothing is stored then.
pub fn settle(conn: &mut Conn, actor: &Actor, now: Moment, approved: &Source<'_>) -> Result<(), Error> {
    if approved.revision > 1 {
        for earlier in store::live_of_record(conn, approved.record)? {
            give_back(conn, actor, now, approved, &earlier)?;
        }
    }
    let Some((number, visits)) = approved.decision.contract_use() else { return Ok(()) };
    let visits = i32::try_from(visits).map_err(Error::internal)?;
    let contract = store::with_number(conn, number)?.ok_or(Error::Conflict("contract_changed"))?;
    // An end lies never before the day on which it was said, so work that was covered when it was sent in still is.
    if contract.status != stored::ACTIVE {
        return Err(Error::Conflict("contract_changed"));
    }
    let code = &approved.input.service_code;
    if !store::take(conn, contract.id, code, visits)? {
        return Err(Error::Conflict("contract_used_up"));
    }
    let row = use_row(actor, now, approved, (contract.id, code, visits), None);
    store::insert_use(conn, &row)?;
    log(conn, actor, now, approved, ("contract.use", contract.id, &contract.number, visits))
}

fn give_back(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    approved: &Source<'_>,
    earlier: &UseRow,
) -> Result<(), Error> {
    let UseRow { contract_id, service_code, visits, .. } = earlier;
    store::give_back(conn, *contract_id, service_code, *visits)?;
    let row = use_row(actor, now, approved, (*contract_id, service_code, -visits), Some(earlier.id));
    store::insert_use(conn, &row)?;
    log(conn, actor, now, approved, ("contract.give_back", *contract_id, &earlier.record_number, *visits))
}

fn use_row(
    actor: &Actor,
    now: Moment,
    approved: &Source<'_>,
    (contract, code, visits): (Id, &str, i32),
    reverses: Option<Id>,
) -> UseRow {
    UseRow {
        id: random::id(now),
        contract_id: contract,
        service_code: code.to_string(),
        visits,
        record_id: approved.record,
        record_kind: approved.kind.as_str().to_string(),
        record_number: approved.number.to_string(),
        revision: approved.revision,
        reverses_id: reverses,
        at: now,
        actor_id: Some(actor.user()),
        actor_name: actor.name().to_string(),
    }
}

fn log(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    approved: &Source<'_>,
    (action, contract, label, visits): (&'static str, Id, &str, i32),
) -> Result<(), Error> {
    let after = json!({
        "record_number": approved.number, "revision": approved.revision,
        "service_code": approved.input.service_code, "visits": visits,
    });
    let entry = Entry {
        action,
        object_kind: "contract",
        object: Some(contract),
        label,
        before: None,
        after: Some(after),
    };
    audit::write(conn, actor, now, entry)
}
