//! The maintenance contracts of the demo, from `config/demo/contracts.toml`: one with visits left, one used up, one that ended
//! and one near its end.

use std::collections::BTreeMap;

use chrono::{Days, Months, TimeDelta};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::access::Actor;
use crate::error::Error;
use crate::features::contracts;
use crate::features::customers::Customer;
use crate::features::products::{self, Desk, types};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::services::Services;

use super::people::Cast;

#[derive(Debug, Deserialize)]
struct File {
    contract: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    customer: String,
    #[serde(default)]
    serials: Vec<String>,
    #[serde(default)]
    types: Vec<String>,
    begun_days_ago: i64,
    months: u32,
    services: Vec<Service>,
    labour: bool,
    parts: bool,
    profile: Option<String>,
    price_fen: i64,
    penalty: Option<Value>,
    note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Service {
    code: String,
    visits: Option<u32>,
}

/// Writes the contracts and puts them in force, each on its first day.
///
/// # Errors
/// What a use-case refuses; a test proves that none does.
pub fn fill(
    conn: &mut Conn,
    services: &Services,
    cast: &Cast,
    customers: &BTreeMap<String, Customer>,
    now: Moment,
) -> Result<(), Error> {
    let file: File =
        toml::from_str(include_str!("../../../config/demo/contracts.toml")).map_err(Error::internal)?;
    let actor: &Actor = cast.person("billing@vendor.example")?;
    let second: &Actor = cast.person("billing2@vendor.example")?;
    for entry in &file.contract {
        let customer = customers.get(&entry.customer).ok_or(Error::NotFound)?;
        let begun = now.plus(-TimeDelta::days(entry.begun_days_ago));
        let desk = Desk { services, actor, now: begun };
        let body = body(conn, &desk, entry, customer.id)?;
        contracts::put_in_force(conn, &desk, second, &body)?;
    }
    Ok(())
}

fn body(conn: &mut Conn, desk: &Desk<'_>, entry: &Entry, customer: Id) -> Result<Value, Error> {
    let starts_on = desk.today();
    let ends_on = starts_on
        .checked_add_months(Months::new(entry.months))
        .and_then(|day| day.checked_sub_days(Days::new(1)));
    let mut covered = Vec::new();
    for serial in &entry.serials {
        let product = products::registered(conn, desk.actor, serial, customer)?.ok_or(Error::NotFound)?;
        covered.push(product.id());
    }
    let models = types::options(conn)?;
    let mut kinds: Vec<Id> = models
        .iter()
        .filter(|model| entry.types.contains(&model.type_name))
        .map(|model| model.type_id)
        .collect();
    kinds.dedup();
    let included: Vec<Value> = entry
        .services
        .iter()
        .map(|service| json!({ "service_code": service.code, "visits": service.visits }))
        .collect();
    Ok(json!({
        "customer_id": customer, "starts_on": starts_on, "ends_on": ends_on, "product_ids": covered,
        "product_type_ids": kinds, "services": included, "labour_included": entry.labour,
        "parts_included": entry.parts, "sla_profile": entry.profile, "price_fen": entry.price_fen, "vat_rate": 6,
        "penalty": entry.penalty, "note": entry.note,
    }))
}
