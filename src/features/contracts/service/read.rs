//! Reading contracts. What one costs and what its breach costs are for the vendor and whoever pays.

use std::collections::HashMap;

use crate::access::{Action, Actor, Scope};
use crate::error::Error;
use crate::features::products::{self, Desk, types};
use crate::features::{customers, service_records};
use crate::platform::db::{Conn, Id};
use crate::platform::web::list::{ListQuery, Listing, moment_key};

use super::super::model::{Allowance, Contract, Covered, CoveredType, LIST, Row, ServiceRow, Use};
use super::super::store::{self, Parts};
use super::today;

/// One contract in sight.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn show(conn: &mut Conn, desk: &Desk<'_>, scope: &Scope, id: Id) -> Result<Contract, Error> {
    let row = store::get(conn, scope, id)?;
    one(conn, desk, row)
}

/// One contract in sight, as it is stored.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn row(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Row, Error> {
    store::get(conn, scope, id)
}

/// A page of the contracts in sight.
///
/// # Errors
/// What the database answers.
pub fn list(
    conn: &mut Conn,
    desk: &Desk<'_>,
    scope: &Scope,
    query: &ListQuery,
) -> Result<Listing<Contract>, Error> {
    let rows = store::list(conn, scope, query, &today(desk))?;
    let Listing { items, next } = Listing::cut(rows, query, |row| match query.sort {
        "last_on" => (row.last_on.clone(), row.id),
        _ => (moment_key(row.created_at), row.id),
    });
    Ok(Listing { items: whole(conn, desk, items)?, next })
}

/// Those of these contracts that this person opens; none for whoever reads no contracts. One statement, none where there are
/// none.
///
/// # Errors
/// What the database answers.
pub fn in_sight(conn: &mut Conn, actor: &Actor, ids: impl IntoIterator<Item = Id>) -> Result<Vec<Id>, Error> {
    let ids: Vec<Id> = ids.into_iter().collect();
    match actor.may(Action::ViewContracts) {
        Ok(scope) if !ids.is_empty() => store::in_sight(conn, &scope, &ids),
        _ => Ok(vec![]),
    }
}

/// The contracts of a customer in sight, newest first; at most 20, none for whoever reads no contracts.
///
/// # Errors
/// What the database answers.
pub fn of_customer(conn: &mut Conn, desk: &Desk<'_>, customer: Id) -> Result<Vec<Contract>, Error> {
    let Ok(scope) = desk.actor.may(Action::ViewContracts) else { return Ok(vec![]) };
    let pairs = [("customer_id".to_string(), customer.to_string()), ("limit".to_string(), "20".to_string())];
    Ok(list(conn, desk, &scope, &LIST.read(&pairs)?)?.items)
}

/// The contracts in sight that were put in force and cover a product, by name or by its type.
///
/// # Errors
/// What the database answers.
pub fn of_product(
    conn: &mut Conn,
    desk: &Desk<'_>,
    product: &products::Product,
) -> Result<Vec<Contract>, Error> {
    if !desk.actor.can(Action::ViewContracts) {
        return Ok(vec![]);
    }
    let of = store::Cover { customer: product.customer_id, product: product.id, kind: product.type_id };
    let rows = store::covering(conn, of)?;
    whole(conn, desk, rows)
}

/// A page of what was used of a contract in sight; a record that is out of sight stays without a name.
///
/// # Errors
/// `NotFound` where the contract is missing or out of sight.
pub fn uses(
    conn: &mut Conn,
    desk: &Desk<'_>,
    scope: &Scope,
    id: Id,
    query: &ListQuery,
) -> Result<Listing<Use>, Error> {
    store::get(conn, scope, id)?;
    let page = Listing::cut(store::uses(conn, id, query)?, query, |row| (moment_key(row.at), row.id));
    let records: Vec<Id> = page.items.iter().map(|row| row.record_id).collect();
    let seen = match desk.actor.may(Action::ViewRecords) {
        Ok(records_scope) => service_records::in_sight(conn, &records_scope, &records)?,
        Err(_) => vec![],
    };
    Ok(page.map(|row| {
        let seen = seen.contains(&row.record_id);
        Use {
            id: row.id,
            at: row.at,
            service_code: row.service_code,
            visits: row.visits,
            record_id: Some(row.record_id).filter(|_| seen),
            record_kind: Some(row.record_kind).filter(|_| seen),
            record_number: Some(row.record_number).filter(|_| seen),
            revision: row.revision,
        }
    }))
}

pub(super) fn one(conn: &mut Conn, desk: &Desk<'_>, row: Row) -> Result<Contract, Error> {
    whole(conn, desk, vec![row])?.pop().ok_or(Error::NotFound)
}

fn whole(conn: &mut Conn, desk: &Desk<'_>, rows: Vec<Row>) -> Result<Vec<Contract>, Error> {
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let parts = store::parts_of(conn, &ids)?;
    let owners = customers::briefs(conn, rows.iter().map(|row| row.customer_id))?;
    let mut products: Vec<Id> = parts.products.iter().map(|(_, id)| *id).collect();
    products.sort_unstable();
    let devices = products::some(conn, desk, &products)?;
    let kinds = types::some(conn, &parts.types.iter().map(|(_, id)| *id).collect::<Vec<_>>())?;
    let names = Names {
        owners,
        devices: devices.into_iter().map(|one| (one.id, (one.serial, one.model))).collect(),
        kinds: kinds.into_iter().map(|one| (one.id, (one.name, one.name_en))).collect(),
    };
    let today = today(desk);
    Ok(rows.into_iter().map(|row| told(desk, row, &parts, &names, &today)).collect())
}

struct Names {
    owners: HashMap<Id, customers::Brief>,
    devices: HashMap<Id, (String, String)>,
    kinds: HashMap<Id, (String, Option<String>)>,
}

/// A contract as this person may read it.
fn told(desk: &Desk<'_>, row: Row, parts: &Parts, names: &Names, today: &str) -> Contract {
    let vendor = desk.actor.is_vendor();
    let pays = row.payer_id == Some(desk.actor.organisation()) && desk.actor.can(Action::ViewCharges);
    let money = vendor || pays;
    let owner = names.owners.get(&row.customer_id);
    let service = |service: &ServiceRow| Allowance {
        service_code: service.service_code.clone(),
        visits: service.visits,
        used: service.used,
        left: service.left(),
    };
    let covered = |id: &Id| {
        let (serial, model) = names.devices.get(id)?.clone();
        Some(Covered { id: *id, serial, model })
    };
    let kind = |id: &Id| {
        let (name, name_en) = names.kinds.get(id)?.clone();
        Some(CoveredType { id: *id, name, name_en })
    };
    let of_it = |pairs: &[(Id, Id)]| -> Vec<Id> {
        pairs.iter().filter(|(contract, _)| *contract == row.id).map(|(_, id)| *id).collect()
    };
    Contract {
        own: row.is_of(desk.actor.user()),
        status: row.status_on(today),
        customer_name: owner.map(|owner| owner.name.clone()).unwrap_or_default(),
        agent_id: owner.and_then(|owner| owner.agent_id),
        services: parts.services.iter().filter(|one| one.contract_id == row.id).map(service).collect(),
        products: of_it(&parts.products).iter().filter_map(covered).collect(),
        product_types: of_it(&parts.types).iter().filter_map(kind).collect(),
        payer_id: row.payer_id.filter(|_| money),
        payer_name: row.payer_name.filter(|_| money),
        price_fen: Some(row.price_fen).filter(|_| money),
        vat_rate: Some(row.vat_rate).filter(|_| money),
        penalty: row.penalty.filter(|_| money),
        charge_id: row.charge_id.filter(|_| money),
        note: row.note.filter(|_| vendor),
        created_by_name: Some(row.created_by_name).filter(|_| vendor),
        activated_by_name: row.activated_by_name.filter(|_| vendor),
        closed_by_name: row.closed_by_name.filter(|_| vendor),
        id: row.id,
        number: row.number,
        customer_id: row.customer_id,
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        last_on: row.last_on,
        accepted_on: row.accepted_on,
        sla_profile: row.sla_profile,
        labour_included: row.labour_included,
        parts_included: row.parts_included,
        created_at: row.created_at,
        updated_at: row.updated_at,
        activated_at: row.activated_at,
        closed_at: row.closed_at,
        close_reason: row.close_reason,
        version: row.version,
    }
}
