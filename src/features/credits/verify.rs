//! Whether every credit stands as its events say, every confirmed one is exactly one charge, every service fee comes out the same under its price list, and every
//! penalty from its basis, with all of a contract together never above the cap.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;

use crate::domain::billing_words::CreditStatus;
use crate::domain::policy::PolicySet;
use crate::domain::service_fee::{ServiceFee, service_fee};
use crate::features::charges;
use crate::platform::db::schema::credits as t;
use crate::platform::db::{AnyDb, Conn, Id};
use crate::platform::verify::{Fault, Handful, Wrong};

use super::decide::derivation;
use super::history::{self, Event, projects};
use super::model::Credit;
use super::penalty::Basis;
use super::store;

const HANDFUL: i64 = 200;

/// Looks at the credits after `last`.
///
/// # Errors
/// [`Wrong`].
pub fn credits_hold(conn: &mut Conn, policies: &PolicySet, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    let mut rows = t::table.select(Credit::as_select()).into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(t::id.gt(last));
    }
    let found: Vec<Credit> = rows.order(t::id).limit(HANDFUL).load(conn)?;
    let ids: Vec<Id> = found.iter().filter_map(|credit| credit.charge_id).collect();
    let charges = charges::by_id(conn, &ids)?;
    within_caps(conn, &found)?;
    let events = history::of(conn, &found.iter().map(|credit| credit.id).collect::<Vec<_>>())?;
    for credit in &found {
        let own: Vec<&Event> = events.iter().filter(|event| event.credit_id == credit.id).collect();
        let charge = credit.charge_id.and_then(|id| charges.iter().find(|charge| charge.id == id));
        let checked = comes_out(policies, credit)
            .and_then(|()| recomputes(credit))
            .and_then(|()| is_charged(credit, charge))
            .and_then(|()| if projects(credit, &own) { Ok(()) } else { Err("credit_events_differ") });
        checked.map_err(|code| Fault::new(code, format!("credit {}", credit.number)))?;
    }
    Ok(Handful::of(found.len(), HANDFUL, found.last().map(|credit| credit.id)))
}

fn is_charged(credit: &Credit, charge: Option<&charges::Row>) -> Result<(), &'static str> {
    let given = matches!(credit.status, CreditStatus::Confirmed | CreditStatus::Reversed);
    match (given, charge) {
        (false, None) => Ok(()),
        (true, Some(charge))
            if charge.amount_fen == -credit.amount_fen
                && charge.vat_rate == credit.vat_rate
                && charge.payer_id == credit.payer_id
                && charge.origin == credit.origin
                && charge.credit_kind == credit.kind
                && charge.derivation == derivation(credit) =>
        {
            Ok(())
        }
        _ => Err("credit_differs"),
    }
}

/// A penalty that follows from a contract comes out of its basis again.
fn recomputes(credit: &Credit) -> Result<(), &'static str> {
    let Some(basis) = Basis::of(credit) else { return Ok(()) };
    let basis = basis.map_err(|_| "derivation_unreadable")?;
    let again = basis.facts.reckon().map_err(|_| "penalty_differs")?;
    let same = again == basis.penalty
        && again.amount_fen == credit.amount_fen
        && credit.is_penalty()
        && credit.contract_id == Some(basis.contract_id)
        && credit.request_id == Some(basis.request_id)
        && credit.is_for(basis.facts.clause);
    if same { Ok(()) } else { Err("penalty_differs") }
}

/// All penalties that are live under a contract together do not exceed what they were capped by.
fn within_caps(conn: &mut Conn, found: &[Credit]) -> Result<(), Wrong> {
    let contracts: BTreeSet<Id> = found.iter().filter_map(|credit| credit.contract_id).collect();
    for contract in contracts {
        let live = store::live_of_contract(conn, contract)?;
        let mut taken = 0;
        for credit in &live {
            taken += credit.amount_fen;
            // Each was capped by what the contract, or the policy of its day, said then: what came before it counts, a higher
            // cap of a later day does not.
            let cap = Basis::of(credit).and_then(Result::ok).map(|basis| basis.penalty.cap_fen);
            if Some(taken) > cap {
                return Err(Fault::new("penalty_above_cap", format!("credit {}", credit.number)).into());
            }
        }
    }
    Ok(())
}

/// A fee is what the price list says that it was computed with; that of its day where its number was not stored.
fn comes_out(policies: &PolicySet, credit: &Credit) -> Result<(), &'static str> {
    let record = credit.basis.get("record_id").and_then(Value::as_str).and_then(|id| id.parse::<Id>().ok());
    if record != credit.record_id {
        return Err("credit_differs");
    }
    let Some(stored) = credit.basis.get("fee") else { return Ok(()) };
    let unreadable = "derivation_unreadable";
    let stored: ServiceFee = serde_json::from_value(stored.clone()).map_err(|_| unreadable)?;
    let part = |name: &str| credit.basis.get(name).cloned().ok_or(unreadable);
    let at: DateTime<Utc> = serde_json::from_value(part("at")?).map_err(|_| unreadable)?;
    let count: u32 = serde_json::from_value(part("count")?).map_err(|_| unreadable)?;
    let version: i32 = serde_json::from_value(part("policy_version")?).map_err(|_| unreadable)?;
    let code = part("service_code")?;
    let number = credit.basis.get("price_list_version").cloned().unwrap_or_default();
    let number: Option<i32> = serde_json::from_value(number).map_err(|_| unreadable)?;
    let list = policies.version(version).and_then(|policy| policy.prices.stored(number, at));
    let list = list.ok_or("policy_version_missing")?;
    let again = service_fee(list, code.as_str().unwrap_or_default(), count).map_err(|_| "credit_differs")?;
    let from: Value = serde_json::json!(list.period.from);
    let same = again == stored && again.amount_fen == credit.amount_fen && part("price_list_from")? == from;
    if same { Ok(()) } else { Err("credit_differs") }
}
