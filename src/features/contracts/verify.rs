//! Whether allowances are what their uses say, penalties what the terms of their contract say, every approved record used what
//! its decision says, and every price is charged
//! once as its contract says (chapters 2.5 and 6).

use std::collections::HashMap;

use crate::domain::contract_words::PenaltyTerms;
use crate::domain::penalty::Facts;
use crate::features::credits::{self, Credit};
use crate::features::{charges, service_records};
use crate::platform::db::{Conn, Id};
use crate::platform::verify::{Fault, Handful, Wrong};

use super::model::{Row, ServiceRow};
use super::price;
use super::store::{self, UseRow};

const HANDFUL: i64 = 200;

/// Looks at the contracts after `last`: their allowances, and the charges of their prices.
///
/// # Errors
/// [`Wrong`].
pub fn contracts_hold(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    let found = store::after_id(conn, last, HANDFUL)?;
    let ids: Vec<Id> = found.iter().map(|row| row.id).collect();
    let services = store::services_of(conn, &ids)?;
    let uses = store::of_contracts(conn, &ids)?;
    let charged: Vec<Id> = found.iter().filter_map(|row| row.charge_id).collect();
    let charges = charges::by_id(conn, &charged)?;
    let penalties = credits::computed_under(conn, &ids)?;
    for row in &found {
        let charge = row.charge_id.and_then(|id| charges.iter().find(|charge| charge.id == id));
        let mut of_it = services.iter().filter(|service| service.contract_id == row.id);
        of_it
            .try_for_each(|service| allowance_holds(service, &uses))
            .and_then(|()| is_charged(row, charge))
            .map_err(|code| Fault::new(code, format!("contract {}", row.number)))?;
        for (credit, facts) in penalties.iter().filter(|(credit, _)| credit.contract_id == Some(row.id)) {
            follows(row, credit, facts)
                .map_err(|code| Fault::new(code, format!("credit {}", credit.number)))?;
        }
    }
    Ok(Handful::of(found.len(), HANDFUL, found.last().map(|row| row.id)))
}

/// What is used up is the sum of the uses, and never more than was agreed.
fn allowance_holds(service: &ServiceRow, uses: &[UseRow]) -> Result<(), &'static str> {
    let of_it = uses
        .iter()
        .filter(|row| row.contract_id == service.contract_id && row.service_code == service.service_code);
    let used: i64 = of_it.map(|row| i64::from(row.visits)).sum();
    let within = service.visits.is_none_or(|visits| service.used <= visits);
    if used == i64::from(service.used) && used >= 0 && within { Ok(()) } else { Err("allowance_differs") }
}

/// A penalty was computed from the price and the terms that stand in the contract, and is for whoever paid it. A contract that
/// names no cap leaves that to the policy.
fn follows(row: &Row, credit: &Credit, facts: &Facts) -> Result<(), &'static str> {
    let said = row.penalty.clone().ok_or("penalty_not_agreed")?;
    let terms: PenaltyTerms = serde_json::from_value(said).map_err(|_| "penalty_terms_unreadable")?;
    let same = facts.price_fen == row.price_fen
        && facts.rate() == terms.rate(facts.clause)
        && terms.agrees(facts.clause)
        && terms.cap_percent.is_none_or(|cap| cap == facts.cap_percent)
        && credit.vat_rate == row.vat_rate
        && Some(credit.payer_id) == row.payer_id;
    if same { Ok(()) } else { Err("penalty_not_agreed") }
}

fn is_charged(row: &Row, charge: Option<&charges::Row>) -> Result<(), &'static str> {
    let due = row.activated_at.is_some() && row.price_fen > 0;
    match (due, charge) {
        (false, None) => Ok(()),
        (true, Some(charge)) => {
            // The name is the one of its time.
            let named = charge.derivation.get("customer_name").and_then(serde_json::Value::as_str);
            let same = charge.amount_fen == row.price_fen
                && charge.vat_rate == row.vat_rate
                && Some(charge.payer_id) == row.payer_id
                && charge.number == row.number
                && charge.derivation == price::derivation(row, named.unwrap_or_default());
            if same { Ok(()) } else { Err("contract_charge_differs") }
        }
        _ => Err("contract_charge_differs"),
    }
}

/// Looks at the approved records after `last`: each has used what its decision says, under its approved revision.
///
/// # Errors
/// [`Wrong`].
pub fn uses_hold(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    let (approved, handful) = service_records::approved_after(conn, last)?;
    let ids: Vec<Id> = approved.iter().map(|record| record.id).collect();
    let live = store::live(store::of_records(conn, &ids)?);
    let numbers = store::numbers(conn, live.iter().map(|row| row.contract_id))?;
    for record in &approved {
        let used: Vec<&UseRow> = live.iter().filter(|row| row.record_id == record.id).collect();
        let said = record.judged.decision.contract_use();
        if !agree(&used, said, (record.revision, &record.judged.input.service_code), &numbers) {
            let object = format!("{} revision {}", record.number, record.revision);
            return Err(Fault::new("contract_use_differs", object).into());
        }
    }
    Ok(handful)
}

fn agree(
    used: &[&UseRow],
    said: Option<(&str, u32)>,
    (revision, code): (i32, &str),
    numbers: &HashMap<Id, String>,
) -> bool {
    match (used, said) {
        ([], None) => true,
        ([used], Some((number, visits))) => {
            numbers.get(&used.contract_id).is_some_and(|known| known == number)
                && i64::from(used.visits) == i64::from(visits)
                && used.revision == revision
                && used.service_code == code
        }
        _ => false,
    }
}
