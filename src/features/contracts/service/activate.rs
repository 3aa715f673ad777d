//! Putting a contract in force: it is whole, somebody pays, and no other in force at the same time wants the same visit.

use serde_json::Value;

use crate::access::{Action, Actor};
use crate::domain::contract_words::PenaltyTerms;
use crate::domain::penalty::Clause;
use crate::domain::sla::TargetKind;
use crate::error::Error;
use crate::features::customers::{self, Paying};
use crate::features::products::{self, Desk};
use crate::platform::db::{Conn, Id, lock};
use crate::platform::fields::{FaultCode, FieldFault};
use crate::platform::web::incoming::IfMatch;

use super::super::check;
use super::super::model::{Contract, Row, stored};
use super::super::price;
use super::super::store::{self, Parts};
use super::{create, log, open, read, today};

/// Puts a draft in force; whoever wrote it does not (chapter 7). One that names a profile and says nothing of penalties has those
/// of the profile from then on (3.4).
///
/// # Errors
/// `Forbidden` to whoever wrote it, `NotFound`, `PreconditionRequired`, `Stale`; `Conflict` where it is no draft; `Invalid` naming what is
/// missing, or the contract that stands in the way.
pub fn activate(conn: &mut Conn, desk: &Desk<'_>, (id, expected): (Id, IfMatch)) -> Result<Contract, Error> {
    let before = open(conn, desk, Action::ActivateContracts, id)?;
    if before.is_of(desk.actor.user()) {
        return Err(Error::Forbidden("own_contract"));
    }
    expected.check(before.version)?;
    if before.status != stored::DRAFT {
        return Err(Error::Conflict("contract_not_draft"));
    }
    // Of two that are put in force at once the second sees the first.
    lock(conn, &format!("contracts {}", before.customer_id))?;
    let parts = store::parts_of(conn, &[id])?;
    let mut faults = missing(desk, &before, &parts);
    faults.extend(never_late(desk, &before)?);
    faults.extend(overlaps(conn, desk, &before, &parts)?);
    let Paying { customer, payer } = customers::paying(conn, desk.actor, before.customer_id)?;
    faults.extend(payer.is_none().then(|| FieldFault::new("customer_id", FaultCode::new("no_payer"))));
    let (Some(payer), true) = (payer, faults.is_empty()) else { return Err(Error::Invalid(faults)) };
    let penalty = check::agreed_penalty(desk, before.sla_profile.as_deref(), before.penalty.clone())?;
    let mut row = Row {
        status: stored::ACTIVE.to_string(),
        payer_id: Some(payer.id),
        payer_name: Some(payer.name),
        penalty,
        activated_at: Some(desk.now),
        activated_by_name: Some(desk.actor.name().to_string()),
        version: before.version + 1,
        updated_at: desk.now,
        ..before
    };
    let at = (desk.now, desk.services.settings.time_zone);
    row.charge_id = price::charge(conn, desk.actor, at, &row, &customer.name)?;
    store::update(conn, &row)?;
    let after = serde_json::json!({
        "status": row.status, "payer_id": row.payer_id, "charge_id": row.charge_id, "penalty": row.penalty,
    });
    log(conn, desk, "contract.activate", &row, (None, Some(after)))?;
    read::one(conn, desk, row)
}

/// Writes a contract from a body, which somebody else puts in force at once: for sample data.
///
/// # Errors
/// Those of `create` and `activate`.
pub fn put_in_force(
    conn: &mut Conn,
    desk: &Desk<'_>,
    second: &Actor,
    body: &Value,
) -> Result<Contract, Error> {
    let draft = create(conn, desk, body)?;
    activate(conn, &Desk { actor: second, ..*desk }, (draft.id, IfMatch::Version(draft.version)))
}

fn missing(desk: &Desk<'_>, row: &Row, parts: &Parts) -> Vec<FieldFault> {
    let includes =
        !parts.services.is_empty() || row.labour_included || row.parts_included || row.sla_profile.is_some();
    let covers = !parts.products.is_empty() || !parts.types.is_empty();
    let mut faults = Vec::new();
    if row.ends_on < today(desk) {
        faults.push(FieldFault::new("ends_on", FaultCode::new("contract_over")));
    }
    if !covers {
        faults.push(FieldFault::new("product_ids", FaultCode::new("contract_covers_nothing")));
    }
    if !includes {
        faults.push(FieldFault::new("services", FaultCode::new("contract_includes_nothing")));
    }
    faults
}

/// Late days or hours agreed beside a profile that promises no solution: nothing would ever be late (3.4).
fn never_late(desk: &Desk<'_>, row: &Row) -> Result<Option<FieldFault>, Error> {
    let (Some(profile), Some(said)) = (row.sla_profile.as_deref(), row.penalty.clone()) else {
        return Ok(None);
    };
    let terms: PenaltyTerms = serde_json::from_value(said)?;
    let policies = desk.services.policies.current();
    let sla = &policies.at(desk.now.0).map_err(Error::internal)?.sla;
    let promised = sla.profile(profile).is_some_and(|profile| {
        let mut terms = profile.severities.iter().flat_map(|severity| &severity.targets);
        terms.any(|term| term.kind == TargetKind::Resolve)
    });
    let late = Clause::ALL.iter().any(|clause| !clause.is_once() && terms.agrees(*clause));
    let fault = || FieldFault::new("sla_profile", FaultCode::new("contract_never_late"));
    Ok((late && !promised).then(fault))
}

/// The other contracts of the customer, in force on a common day, that want the same of the same product.
fn overlaps(conn: &mut Conn, desk: &Desk<'_>, row: &Row, parts: &Parts) -> Result<Option<FieldFault>, Error> {
    let others = store::of_customer_in_force(conn, row.customer_id, (&row.starts_on, &row.ends_on))?;
    if others.is_empty() {
        return Ok(None);
    }
    let theirs = store::parts_of(conn, &others.iter().map(|other| other.id).collect::<Vec<_>>())?;
    let named: Vec<Id> = parts.products.iter().chain(&theirs.products).map(|(_, product)| *product).collect();
    let kinds: Vec<(Id, Id)> =
        products::some(conn, desk, &named)?.iter().map(|product| (product.id, product.type_id)).collect();
    let mine = Side { row, parts };
    let clash = others.iter().find(|other| {
        let other = Side { row: other, parts: &theirs };
        mine.wants_what(&other) && mine.covers_what(&other, &kinds)
    });
    Ok(clash.map(|other| {
        FieldFault::new("product_ids", FaultCode::new("contract_overlaps")).with("number", &other.number)
    }))
}

/// A contract beside another.
struct Side<'a> {
    row: &'a Row,
    parts: &'a Parts,
}

impl Side<'_> {
    fn services(&self) -> impl Iterator<Item = &str> {
        let own = self.parts.services.iter().filter(|service| service.contract_id == self.row.id);
        own.map(|service| service.service_code.as_str())
    }

    fn of(&self, pairs: &[(Id, Id)]) -> Vec<Id> {
        pairs.iter().filter(|(contract, _)| *contract == self.row.id).map(|(_, id)| *id).collect()
    }

    fn products(&self) -> Vec<Id> {
        self.of(&self.parts.products)
    }

    fn types(&self) -> Vec<Id> {
        self.of(&self.parts.types)
    }

    /// Whether both include the same service, or labour, or parts, or name a profile.
    fn wants_what(&self, other: &Side<'_>) -> bool {
        self.services().any(|code| other.services().any(|theirs| theirs == code))
            || (self.row.labour_included && other.row.labour_included)
            || (self.row.parts_included && other.row.parts_included)
            || (self.row.sla_profile.is_some() && other.row.sla_profile.is_some())
    }

    /// Whether a product of the customer is or could be covered by both.
    fn covers_what(&self, other: &Side<'_>, kinds: &[(Id, Id)]) -> bool {
        let of_type =
            |product: &Id, types: &[Id]| kinds.iter().any(|(id, kind)| id == product && types.contains(kind));
        let (mine, theirs) = (self.products(), other.products());
        let (my_types, their_types) = (self.types(), other.types());
        mine.iter().any(|product| theirs.contains(product) || of_type(product, &their_types))
            || theirs.iter().any(|product| of_type(product, &my_types))
            || my_types.iter().any(|kind| their_types.contains(kind))
    }
}
