//! Penalties whose amount follows from a contract and what happened (3.4).
//!
//! Invariant: the lock of the contract is taken before what is taken already is counted, so all that are live together never
//! come to more than the cap; a part of a clause of a request is one row, whoever proposes it and whatever became of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::access::{Action, Actor};
use crate::domain::billing_words::{ChargeOrigin, CreditKind, CreditStatus};
use crate::domain::money::sum;
use crate::domain::penalty::{Clause, Facts, Penalty};
use crate::error::Error;
use crate::platform::db::{Conn, Id, Moment, lock};
use crate::platform::services::Services;

use super::model::Credit;
use super::propose::{Breach, Proposal, propose};
use super::store;

/// A breach of a contract, as it is put before a service manager. What was taken and counted before is filled in here.
#[derive(Debug)]
pub struct Breached<'a> {
    /// The contract: id and number.
    pub contract: (Id, &'a str),
    /// The request: id and number.
    pub request: (Id, &'a str),
    /// Who is given it: id and name.
    pub payer: (Id, &'a str),
    /// Percent of VAT.
    pub vat_rate: i32,
    /// What it is computed from.
    pub facts: Facts,
    /// What a person stated, where the clause asks for that.
    pub stated: Option<&'a str>,
}

/// What is stored as the basis of a penalty.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Basis {
    pub contract_id: Id,
    pub contract_number: String,
    pub request_id: Id,
    pub request_number: String,
    pub facts: Facts,
    pub penalty: Penalty,
    pub stated: Option<String>,
    pub judged_at: DateTime<Utc>,
    pub rounding: String,
}

impl Basis {
    /// The basis of a penalty that follows from a contract; nothing for every other credit.
    pub fn of(credit: &Credit) -> Option<Result<Self, serde_json::Error>> {
        credit.contract_id.map(|_| serde_json::from_value(credit.basis.clone()))
    }
}

/// What became of a breach that was put forward.
#[derive(Debug)]
pub enum Proposed {
    /// It was proposed.
    Made(Box<Credit>),
    /// It had been.
    Already,
    /// It costs nothing.
    Nothing,
    /// The others under the contract fill the cap; `undecided` where some of them wait for a service manager.
    NoRoom {
        /// Whether there may be room later.
        undecided: bool,
    },
}

/// Proposes the penalty for a breach, where it was not proposed before. `actor` is nobody where the program itself proposes.
///
/// # Errors
/// What the database answers.
pub fn propose_penalty(
    conn: &mut Conn,
    services: &Services,
    actor: Option<&Actor>,
    now: Moment,
    mut breached: Breached<'_>,
) -> Result<Proposed, Error> {
    // Of two that are proposed at once the second sees the first.
    lock(conn, &format!("penalties {}", breached.contract.0))?;
    let clause = breached.facts.clause;
    let mut earlier = store::of_request(conn, breached.request.0)?;
    earlier.retain(|credit| credit.is_for(clause));
    let part = i32::try_from(earlier.len()).map_err(Error::internal)? + 1;
    // What another contract was to give, before the product was put right, is nothing that this one gave.
    earlier.retain(|credit| credit.contract_id == Some(breached.contract.0));
    // A refused response was none that costs; an outage is stated by people, who may have meant another request.
    let told = earlier.iter().any(|credit| clause != Clause::Outage || credit.status.is_live());
    if clause.is_once() && told {
        return Ok(Proposed::Already);
    }
    if !clause.is_once() {
        for credit in &earlier {
            let basis: Basis = serde_json::from_value(credit.basis.clone())?;
            breached.facts.counted_before += basis.penalty.count;
        }
    }
    let live = store::live_of_contract(conn, breached.contract.0)?;
    breached.facts.taken_fen = sum(live.iter().map(|credit| credit.amount_fen)).map_err(Error::internal)?;
    let penalty = breached.facts.reckon().map_err(Error::internal)?;
    if penalty.amount_fen == 0 {
        let undecided = live.iter().any(|credit| credit.status == CreditStatus::Proposed);
        return Ok(if penalty.full_fen > 0 { Proposed::NoRoom { undecided } } else { Proposed::Nothing });
    }
    let text = format!("{} · {}", breached.request.1, breached.contract.1);
    let basis = Basis {
        contract_id: breached.contract.0,
        contract_number: breached.contract.1.to_string(),
        request_id: breached.request.0,
        request_number: breached.request.1.to_string(),
        facts: breached.facts,
        penalty,
        stated: breached.stated.map(str::to_string),
        judged_at: now.0,
        rounding: "half_up_per_line".to_string(),
    };
    let proposal = Proposal {
        origin: ChargeOrigin::Credit,
        kind: Some(CreditKind::SlaPenalty),
        payer: breached.payer,
        amount_fen: penalty.amount_fen,
        vat_rate: breached.vat_rate.into(),
        text: &text,
        basis: serde_json::to_value(&basis)?,
        breach: Some(Breach { contract: breached.contract.0, request: breached.request.0, clause, part }),
        record: None,
    };
    propose(conn, services, actor, now, &proposal).map(|credit| Proposed::Made(Box::new(credit)))
}

/// The penalties under these contracts with what they were computed from, for `verify`; those whose basis is unreadable are
/// its own fault.
///
/// # Errors
/// What the database answers.
pub fn computed_under(conn: &mut Conn, contracts: &[Id]) -> diesel::QueryResult<Vec<(Credit, Facts)>> {
    let all = store::of_contracts(conn, contracts)?;
    Ok(all
        .into_iter()
        .filter_map(|credit| Some((Basis::of(&credit)?.ok()?.facts, credit)))
        .map(|(facts, credit)| (credit, facts))
        .collect())
}

/// How a penalty was computed, for its page: what happened, and which of the two objects it is of this person may open.
pub(super) fn explained(credit: &Credit, actor: &Actor) -> Value {
    if credit.contract_id.is_none() {
        return Value::Null;
    }
    let (contract, request) = (actor.can(Action::ViewContracts), actor.can(Action::ViewRequests));
    json!({ "basis": credit.basis, "sees_contract": contract, "sees_request": request })
}
